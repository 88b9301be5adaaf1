/// The commit that the program was built from, in hexadecimal digits; empty where nothing says.
const char *headroom_commit(void);
