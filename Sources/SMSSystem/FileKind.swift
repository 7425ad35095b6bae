internal import Glibc

/// What sort of thing a name in a directory stands for.
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

  /// The kind in a directory entry (`d_type`), or nil if the file system does not say.
  init?(entryType: UInt8) {
    if entryType == 0 {
      return nil
    }
    // IFTODT of dirent.h: the type is the mode's kind, shifted.
    self.init(mode: UInt32(entryType) << 12)
  }
}
