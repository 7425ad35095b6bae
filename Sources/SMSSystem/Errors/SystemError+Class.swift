internal import Glibc

/// Classes of failures, so that callers need no `errno` constants.
extension SystemError {
  /// Nothing has that name.
  package var isNotFound: Bool { code == ENOENT }

  /// The name is taken.
  package var isAlreadyThere: Bool { code == EEXIST }

  /// The descriptor is non-blocking, and the call would have had to wait.
  package var isWouldBlock: Bool { code == EAGAIN }

  /// The caller lacks permission (`EACCES`, `EPERM`).
  package var isPermissionDenied: Bool { code == EACCES || code == EPERM }

  /// The disk or the quota is full.
  package var isOutOfSpace: Bool { code == ENOSPC || code == EDQUOT }

  /// The process or the machine has no descriptor left.
  package var isOutOfDescriptors: Bool { code == EMFILE || code == ENFILE }

  /// The file system is mounted read-only.
  package var isReadOnly: Bool { code == EROFS }

  /// The device failed; what was written may be lost.
  package var isDeviceFailure: Bool { code == EIO }

  /// There is a symbolic link where none is allowed.
  package var isSymbolicLink: Bool { code == ELOOP }

  /// The other end of the pipe or connection is closed.
  package var isReaderGone: Bool { code == EPIPE }

  /// Another socket has the address.
  package var isAddressInUse: Bool { code == EADDRINUSE }

  /// Nobody listens at the address.
  package var isConnectionRefused: Bool { code == ECONNREFUSED }

  /// A part of the path is longer than a name can be.
  package var isNameTooLong: Bool { code == ENAMETOOLONG }

  /// What has that name cannot be opened, as a socket.
  package var isNoDevice: Bool { code == ENXIO }

  /// The two names are on different file systems.
  package var isCrossDevice: Bool { code == EXDEV }

  /// There is a directory where a file was expected.
  package var isDirectory: Bool { code == EISDIR }

  /// A directory was expected, and something else is there.
  package var isNotDirectory: Bool { code == ENOTDIR }

  /// The directory still holds entries.
  package var isNotEmpty: Bool { code == ENOTEMPTY || code == EEXIST }

  /// The kernel or the file system lacks this call or this flag.
  package var isUnsupported: Bool { code == ENOSYS || code == EINVAL || code == EOPNOTSUPP }

  /// What the operator can do about it; nil where that depends on the context.
  package var hint: String? {
    switch code {
    case EACCES, EPERM: "check the owner, group and mode of the path and of each directory above it"
    case EROFS:
      """
      the file system is read-only here: ReadWritePaths= of a systemd unit must name what it may \
      write; elsewhere, look for disk errors in the kernel's log
      """
    case ENOSPC: "the disk is full, in blocks or in inodes; free space on it"
    case EDQUOT: "the user's disk quota is used up"
    case EMFILE: "raise LimitNOFILE= of the unit"
    case ENFILE: "the machine has no file descriptors left; raise fs.file-max"
    case EIO: "the device reports failure; look in the kernel's log"
    case ESTALE: "the network file system lost the file; mount it again"
    case EXDEV: "both must be on one file system; mount the directory above them, not one of them"
    case ENOENT: "create it, or correct the path"
    default: nil
    }
  }
}
