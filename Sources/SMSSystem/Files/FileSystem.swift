internal import CLinux
internal import Glibc

/// The space, type and flags of a mounted file system (statfs(2)).
package struct FileSystem: Equatable, Sendable {
  /// Bytes that unprivileged users can still write.
  package let freeBytes: Int64

  /// Its size in bytes.
  package let totalBytes: Int64

  /// Files that can still be made; 0 if the file system has no such limit.
  package let freeFiles: UInt64

  /// The magic number of its type, such as 0xEF53 for ext4; see statfs(2).
  package let type: UInt32

  /// Whether it is mounted read-only.
  package let isReadOnly: Bool
}

extension FileSystem {
  /// Converts the kernel's structure.
  init(_ status: statfs) {
    freeBytes = FileSystem.bytes(UInt64(status.f_bavail), of: status)
    totalBytes = FileSystem.bytes(UInt64(status.f_blocks), of: status)
    freeFiles = UInt64(status.f_ffree)
    type = UInt32(truncatingIfNeeded: status.f_type)
    isReadOnly = Int(status.f_flags) & FileSystem.readOnlyFlag != 0
  }

  /// Whether other machines may change its files without inotify noticing.
  package var isNetwork: Bool { FileSystem.networkTypes.contains(type) }

  /// ST_RDONLY of statfs(2).
  private static let readOnlyFlag = 1

  /// NFS, SMB 1, SMB 2, FUSE (sshfs and others), Ceph, 9p and AFS, from magic.h and statfs(2).
  private static let networkTypes: Set<UInt32> = [
    0x6969, 0xFF53_4D42, 0xFE53_4D42, 0x6573_5546, 0x00C3_6400, 0x0102_1997, 0x5346_414F,
  ]

  private static func bytes(_ blocks: UInt64, of status: statfs) -> Int64 {
    Int64(clamping: blocks.multipliedFullWidth(by: UInt64(status.f_frsize)).low)
  }
}
