#ifndef HEADROOM_CGCRYPT_H
#define HEADROOM_CGCRYPT_H
#include <gcrypt.h>
#endif
