#ifndef HEADROOM_RENAME_H
#define HEADROOM_RENAME_H

/* Glibc (since 2.28) declares it only under _GNU_SOURCE, which Swift's module of it is built without. */
extern int renameat2(int, const char *, int, const char *, unsigned int);

/* Two names change places at one instant. Source: man 2 rename. */
static const unsigned int RENAME_EXCHANGE = 1 << 1;

#endif
