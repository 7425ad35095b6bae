import SMSSystem
import TestSupport
import Testing

@Suite("Local sockets")
struct LocalSocketTests {
  private let directory: TemporaryDirectory
  private var path: String { directory.path("socket") }

  init() throws { directory = try TemporaryDirectory() }

  @Test("have their mode from the first connection on, and say who connected")
  func peer() throws {
    let listening = try LocalSocket.listening(at: path, mode: 0o660)
    #expect(try FileStatus(of: path).mode == 0o660)
    let caller = try LocalSocket.connected(to: path, patience: 5)
    let accepted = try listening.accept()
    let peer = try PeerCredentials(of: accepted.raw)
    #expect(peer.process == CurrentProcess.identifier && peer.user == CurrentProcess.user)
    #expect(peer.groups.contains(UserAccount.effectiveGroup))
    try caller.write("a".utf8)
    #expect(try accepted.read(upTo: 1) == Array("a".utf8))
  }

  @Test("take the place of one that nobody listens on")
  func stale() throws {
    do { _ = try LocalSocket.listening(at: path, mode: 0o600) }
    let refused = #expect(throws: SystemError.self) {
      _ = try LocalSocket.connected(to: path, patience: 5)
    }
    #expect(refused?.isConnectionRefused == true)
    _ = try LocalSocket.listening(at: path, mode: 0o600)
  }

  @Test("leave alone a socket in use, and what is not a socket")
  func inUse() throws {
    let listening = try LocalSocket.listening(at: path, mode: 0o600)
    let error = #expect(throws: SystemError.self) {
      _ = try LocalSocket.listening(at: path, mode: 0o600)
    }
    #expect(error?.isAddressInUse == true)
    _ = try LocalSocket.connected(to: path, patience: 5)
    _ = try listening.accept()
    try directory.directory.writeReplacing("file", [1], durable: false)
    let other = #expect(throws: SystemError.self) {
      _ = try LocalSocket.listening(at: directory.path("file"), mode: 0o600)
    }
    #expect(other?.isAddressInUse == true)
    #expect(try directory.directory.read("file", upTo: 2) == [1])
  }

  @Test("have no longer path than the kernel takes")
  func longPath() throws {
    let name = String(repeating: "x", count: 108 - directory.path.utf8.count - 1)
    let error = #expect(throws: SystemError.self) {
      _ = try LocalSocket.listening(at: directory.path(name), mode: 0o600)
    }
    #expect(error?.name == "ENAMETOOLONG")
    _ = try LocalSocket.listening(at: directory.path(String(name.dropLast())), mode: 0o600)
  }

  @Test(
    "get the group that is asked for",
    .enabled("needs root") { CurrentProcess.user == 0 }
  )
  func group() throws {
    _ = try LocalSocket.listening(at: path, mode: 0o660, group: 54_321)
    #expect(try FileStatus(of: path).group == 54_321)
    #expect(try FileStatus(of: path).user == 0)
  }

  @Test("are found through a symbolic link")
  func link() throws {
    let listening = try LocalSocket.listening(at: path, mode: 0o600)
    try directory.directory.makeSymbolicLink("name", to: "socket")
    _ = try LocalSocket.connected(to: directory.path("name"), patience: 5)
    _ = try listening.accept()
  }
}
