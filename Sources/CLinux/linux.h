// What the Glibc overlay leaves out: headers it does not import, and inline
// functions for what Swift cannot call (variadic functions, macros).
#ifndef SMSDISPATCH_LINUX_H
#define SMSDISPATCH_LINUX_H

#include <fcntl.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/un.h>
#include <unistd.h>

/// `openat(2)` with a mode; the C function is variadic.
static inline int smsdispatch_openat(int directory, const char *path, int flags, mode_t mode) {
  return openat(directory, path, flags, mode);
}

#endif
