// What the Glibc overlay leaves out: headers it does not import, and inline
// functions for what Swift cannot call (variadic functions, macros).
#ifndef SMSDISPATCH_LINUX_H
#define SMSDISPATCH_LINUX_H

#include <fcntl.h>
#include <linux/openat2.h>
#include <linux/stat.h>
#include <malloc.h>
#include <poll.h>
#include <spawn.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/xattr.h>
#include <unistd.h>

/// `openat(2)` with a mode; the C function is variadic.
static inline int smsdispatch_openat(int directory, const char *path, int flags, mode_t mode) {
  return openat(directory, path, flags, mode);
}

/// `openat2(2)` (Linux 5.6): opens what the path leads to below the directory; no part of it may be a
/// symbolic link, lead out of the directory, or lie on another mount.
static inline int smsdispatch_open_beneath(int directory, const char *path, int flags) {
  struct open_how how = {
      .flags = (uint64_t)flags,
      .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV,
  };
  return (int)syscall(SYS_openat2, directory, path, &how, sizeof how);
}

/// `renameat2(2)` with RENAME_NOREPLACE (1): fails with EEXIST instead of replacing.
static inline int smsdispatch_rename_without_replacing(
    int from_directory, const char *from, int to_directory, const char *to) {
  return (int)syscall(SYS_renameat2, from_directory, from, to_directory, to, 1u);
}

/// `flock(2)`, exclusive and without waiting; in Swift the name means the structure.
static inline int smsdispatch_lock(int descriptor) {
  return flock(descriptor, LOCK_EX | LOCK_NB);
}

/// `fcntl(2)` F_DUPFD_CLOEXEC: a second descriptor for the same open file.
static inline int smsdispatch_duplicate(int descriptor) {
  return fcntl(descriptor, F_DUPFD_CLOEXEC, 3);
}

/// `posix_spawn_file_actions_addclosefrom_np(3)`: the child has no descriptor from `first` on.
static inline int smsdispatch_close_from(posix_spawn_file_actions_t *actions, int first) {
  return posix_spawn_file_actions_addclosefrom_np(actions, first);
}

/// `fcntl(2)` F_SETFL: adds O_NONBLOCK.
static inline int smsdispatch_set_nonblocking(int descriptor) {
  int flags = fcntl(descriptor, F_GETFL);
  return flags == -1 ? -1 : fcntl(descriptor, F_SETFL, flags | O_NONBLOCK);
}

/// `accept4(2)` with SOCK_CLOEXEC, for callers that do not need the peer's address.
static inline int smsdispatch_accept(int descriptor) {
  return (int)syscall(SYS_accept4, descriptor, (void *)0, (void *)0, SOCK_CLOEXEC);
}

/// `ioctl(2)` TIOCGWINSZ: the columns of a terminal, or -1.
static inline int smsdispatch_terminal_columns(int descriptor) {
  struct winsize size = {0};
  return ioctl(descriptor, TIOCGWINSZ, &size) == -1 ? -1 : (int)size.ws_col;
}

/// `ioctl(2)` TIOCGWINSZ: the rows of a terminal, or -1.
static inline int smsdispatch_terminal_rows(int descriptor) {
  struct winsize size = {0};
  return ioctl(descriptor, TIOCGWINSZ, &size) == -1 ? -1 : (int)size.ws_row;
}

/// `ioctl(2)` EXT4_IOC_SHUTDOWN: from now on the file system neither reads nor writes its disk.
static inline int smsdispatch_shut_down_file_system(int descriptor, uint32_t mode) {
  return ioctl(descriptor, _IOR('X', 125, uint32_t), &mode);
}

/// `statx(2)` STATX_MNT_ID: the mount that an open file was reached through, or -1 if the kernel
/// does not report it (before Linux 5.8).
static inline int64_t smsdispatch_mount(int descriptor) {
  struct statx status = {0};
  // AT_EMPTY_PATH
  long failed = syscall(SYS_statx, descriptor, "", 0x1000, STATX_MNT_ID, &status);
  if (failed || !(status.stx_mask & STATX_MNT_ID)) return -1;
  return (int64_t)status.stx_mnt_id;
}

/// `pidfd_open(2)`: a descriptor that becomes readable when the process ends.
static inline int smsdispatch_pidfd_open(int pid) {
  return (int)syscall(SYS_pidfd_open, pid, 0u);
}

/// `pidfd_send_signal(2)`: never reaches another process that got the same number.
static inline int smsdispatch_pidfd_send_signal(int descriptor, int signal) {
  return (int)syscall(SYS_pidfd_send_signal, descriptor, signal, (void *)0, 0u);
}

/// `getsockopt(2)` SO_PEERCRED: process, user and group of the peer of a local socket.
static inline int smsdispatch_peer(int socket, int32_t *process, uint32_t *user, uint32_t *group) {
  // `struct ucred`, which requires _GNU_SOURCE.
  struct {
    pid_t process;
    uid_t user;
    gid_t group;
  } peer;
  socklen_t size = sizeof peer;
  if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) == -1) return -1;
  *process = peer.process;
  *user = peer.user;
  *group = peer.group;
  return 0;
}

/// `getsockopt(2)` SO_PEERGROUPS: the further groups of that peer; `count` is the capacity, and then
/// how many there are.
static inline int smsdispatch_peer_groups(int socket, uint32_t *groups, uint32_t *count) {
  socklen_t size = *count * sizeof *groups;
  int result = getsockopt(socket, SOL_SOCKET, SO_PEERGROUPS, groups, &size);
  *count = size / sizeof *groups;
  return result;
}

// Declared here because their headers require _GNU_SOURCE. The strings are constants.
extern int posix_openpt(int flags);
extern int unlockpt(int descriptor);
extern int ptsname_r(int descriptor, char *name, size_t size);
extern int posix_spawn_file_actions_addchdir_np(
    posix_spawn_file_actions_t *actions, const char *path);
extern int syncfs(int descriptor);
extern int pipe2(int descriptors[2], int flags);
extern const char *strerrorname_np(int code);
extern const char *strerrordesc_np(int code);

#endif
