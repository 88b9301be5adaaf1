#ifndef HEADROOM_PREFETCH_H
#define HEADROOM_PREFETCH_H

/* Swift has no word for it: fetch the cache line at `address`, which will be written soon. */
static inline void prefetch_line(const void *address) { __builtin_prefetch(address, 1); }

#endif
