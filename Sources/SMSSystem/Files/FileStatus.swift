internal import CLinux
internal import Glibc

/// The status of a file (stat(2)).
package struct FileStatus: Equatable, Sendable {
  package let kind: FileKind

  /// Bytes of content; sparse files may occupy fewer.
  package let size: Int64

  /// How many names the file has.
  package let links: UInt64

  /// Identifies the file, together with `device`.
  package let inode: UInt64

  /// The file system's number.
  package let device: UInt64

  /// The owner's user id.
  package let user: UInt32

  /// The owning group's id.
  package let group: UInt32

  /// Permissions with set-id and sticky bits, such as 0o3730, but without the kind.
  package let mode: UInt32

  /// Last change of content, owner, mode or name, in nanoseconds since 1970; cannot be set.
  package let changed: Int64

  /// Last change of content, in nanoseconds since 1970; the owner can set it.
  package let modified: Int64

  /// Whether both are the same file, possibly under different names.
  package func isSameFile(as other: FileStatus) -> Bool {
    inode == other.inode && device == other.device
  }
}

extension FileStatus {
  /// The status of a path, without opening it; symbolic links are followed.
  ///
  /// - Throws: `SystemError`; `isNotFound` if nothing is there.
  package init(of path: String) throws(SystemError) {
    var status = stat()
    try Errno.check("stat", String(escaping: path.utf8)) { stat(path, &status) }
    self.init(status)
  }

  /// Converts the kernel's structure.
  init(_ status: stat) {
    kind = FileKind(mode: status.st_mode)
    size = Int64(status.st_size)
    links = UInt64(status.st_nlink)
    inode = UInt64(status.st_ino)
    device = UInt64(status.st_dev)
    user = status.st_uid
    group = status.st_gid
    mode = status.st_mode & 0o7777
    changed = Clocks.nanoseconds(in: status.st_ctim)
    modified = Clocks.nanoseconds(in: status.st_mtim)
  }
}

/// The kind of object that a directory entry names.
package enum FileKind: String, Sendable {
  case regular = "regular file"
  case directory = "directory"
  case symbolicLink = "symbolic link"
  case fifo = "FIFO"
  case socket = "socket"
  case device = "device"

  /// The kind in a file's mode (`st_mode`).
  init(mode: UInt32) {
    switch mode & S_IFMT {
    case S_IFREG: self = .regular
    case S_IFDIR: self = .directory
    case S_IFLNK: self = .symbolicLink
    case S_IFIFO: self = .fifo
    case S_IFSOCK: self = .socket
    default: self = .device
    }
  }

  /// The kind in a directory entry (`d_type`); nil if the file system does not report it.
  init?(entryType: UInt8) {
    if entryType == 0 {
      return nil
    }
    // IFTODT in dirent.h: the type is the mode's kind, shifted.
    self.init(mode: UInt32(entryType) << 12)
  }
}
