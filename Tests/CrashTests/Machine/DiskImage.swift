import CLinux
import SMSSystem
import TestSupport
import Testing

/// A file system in a file, whose power can be cut.
struct DiskImage: Sendable {
  /// How much of the unsynced data is lost.
  enum Cut: UInt32, CaseIterable, Sendable {
    /// Everything is written first.
    case afterFlush = 0
    /// The journal is written first.
    case afterJournal = 1
    /// Nothing is written: only synced data survives.
    case atOnce = 2
  }

  static let missing: Comment = "needs root, loop devices, ext4 and e2fsprogs"

  /// The directory on which the file system is mounted.
  let root: String

  private let directory: TemporaryDirectory
  private var image: String { directory.path("image") }

  /// Whether this machine allows mounting one; not checked unless the tests run.
  static func isPossible() async -> Bool {
    guard SlowTests.areWanted else { return true }
    guard CurrentProcess.user == 0,
      SystemTool.areThere("mkfs.ext4", "mount", "umount", "losetup", "truncate")
    else {
      return false
    }
    return (try? await with { _ in }) != nil
  }

  /// Creates one for a test, and removes it afterwards.
  static func with(_ test: (DiskImage) async throws -> Void) async throws {
    let image = try await DiskImage()
    do {
      try await test(image)
    } catch {
      _ = try? await Tool.run("umount", "--lazy", image.root)
      throw error
    }
    try await Tool.run("umount", image.root)
  }

  private init() async throws {
    directory = try TemporaryDirectory()
    root = directory.path("mounted")
    _ = try directory.directory.makeDirectory("mounted", mode: 0o700)
    try await Tool.run("truncate", "--size=96M", image)
    try await Tool.run("mkfs.ext4", "-q", image)
    try await mount()
  }

  private func mount() async throws {
    try await Tool.run("mount", "-o", "loop", image, root)
  }

  /// Stops all writes to the disk.
  func cutPower(_ cut: Cut) throws {
    let mounted = try Directory(path: root)
    try Errno.check("ioctl", root) { smsdispatch_shut_down_file_system(mounted.raw, cut.rawValue) }
  }

  /// Mounts it as after a power cut: the journal is replayed.
  ///
  /// No process may have a file of it open.
  /// - Throws: `Disagreement` if one still does after a minute.
  func mountAgain() async throws {
    try await Tool.run("umount", root)
    // A process elsewhere may have copied the mount into its own namespace, which keeps the file
    // system that was shut down.
    let executor = QueueExecutor(label: "disk-image")
    for _ in 0..<600 {
      if try await Tool.run("losetup", "--associated", image).isEmpty { return try await mount() }
      await executor.rest(nanoseconds: 100_000_000)
    }
    throw Disagreement("somebody keeps \(image) mounted")
  }
}
