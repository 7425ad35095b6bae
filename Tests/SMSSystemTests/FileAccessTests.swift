import Glibc
import SMSSystem
import TestSupport
import Testing

@Suite("What a user may do with a file")
struct FileAccessTests {
  /// A user that neither this process nor any file of the test belongs to.
  private static let stranger: UInt32 = 54_321
  private static let strangers: UInt32 = 54_322

  private let directory: TemporaryDirectory
  private var file: String { directory.path("below/file") }

  init() throws {
    directory = try TemporaryDirectory()
    try directory.directory.setMode(0o755)
    _ = try directory.directory.makeDirectory("below", mode: 0o755).createFile("file")
  }

  private func obstacle(
    mode: UInt32,
    to right: FileAccess.Right,
    user: UInt32 = stranger,
    groups: Set<UInt32> = [strangers]
  ) throws -> String? {
    #expect(chmod(file, mode) == 0)
    return try FileAccess(user: user, groups: groups).obstacle(to: file, for: [right])
  }

  @Test("the owner's bits count for the owner, the group's for the group, the last for others")
  func classes() throws {
    let status = try FileDescriptor(opening: file).status()
    #expect(try obstacle(mode: 0o004, to: .read) == nil)
    #expect(try obstacle(mode: 0o770, to: .read) == file)
    #expect(try obstacle(mode: 0o040, to: .read, groups: [status.group]) == nil)
    #expect(try obstacle(mode: 0o707, to: .read, groups: [status.group]) == file)
    #expect(try obstacle(mode: 0o004, to: .write) == file)
    #expect(try obstacle(mode: 0o000, to: .write, user: 0) == nil)
    guard status.user != 0 else { return }
    #expect(try obstacle(mode: 0o400, to: .read, user: status.user) == nil)
    #expect(try obstacle(mode: 0o077, to: .read, user: status.user) == file)
  }

  @Test("a directory on the way that others cannot enter is named as the obstacle")
  func way() throws {
    try directory.directory.directory("below").setMode(0o740)
    #expect(try obstacle(mode: 0o644, to: .read) == directory.path("below"))
    #expect(symlink("below/file", directory.path("link")) == 0)
    let access = FileAccess(user: Self.stranger, groups: [])
    #expect(try access.obstacle(to: directory.path("link"), for: []) == directory.path("below"))
  }

  @Test("what is not there is an error")
  func missing() {
    let error = #expect(throws: SystemError.self) {
      try FileAccess(user: 0, groups: []).obstacle(to: "/no/such/file", for: [.read])
    }
    #expect(error?.isNotFound == true)
  }

  @Test("an open file knows where it is, whatever link led there")
  func realPath() throws {
    #expect(symlink("below/file", directory.path("link")) == 0)
    #expect(try FileDescriptor(opening: directory.path("link")).realPath() == file)
  }
}
