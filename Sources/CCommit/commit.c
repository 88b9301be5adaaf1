#include "commit.h"

// A C file, because the manifest can hand it a text: nothing else is compiled again when the commit changes.
#ifndef HEADROOM_COMMIT
#define HEADROOM_COMMIT ""
#endif

const char *headroom_commit(void) { return HEADROOM_COMMIT; }
