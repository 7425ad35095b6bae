import SMSSystem
import TestSupport
import Testing

/// A daemon that runs as a process, with its log.
struct DaemonProcess: Sendable {
  let process: ChildProcess
  private let directory: TemporaryDirectory
  private let log: FileName

  init(_ process: ChildProcess, _ directory: TemporaryDirectory, log: String) {
    self.process = process
    self.directory = directory
    self.log = FileName(log) ?? "serve.err"
  }

  var identifier: Int32 { process.identifier }

  /// All that it logged so far.
  func logText() throws -> String {
    String(decoding: try directory.directory.read(log, upTo: 1 << 26), as: UTF8.self)
  }

  /// Waits for a line that holds one of some texts, again after what was there before.
  ///
  /// - Returns: The line.
  @discardableResult
  func logged(_ texts: String..., after offset: Int = 0) async throws -> String {
    try await DirectoryWatch.wait(in: directory.directory) {
      guard try directory.directory.contains(log) else { return nil }
      return try logText().dropFirst(offset).split(separator: "\n").map(String.init)
        .first { line in texts.contains { line.contains($0) } }
    }
  }

  /// Drains it.
  func stop() async throws {
    try process.send(.terminate)
    #expect(try await process.wait() == .exited(0))
  }

  /// The open descriptors.
  func descriptorCount() throws -> Int {
    var listing = try Directory(path: "/proc/\(identifier)/fd").listing()
    var count = 0
    while try listing.next() != nil { count += 1 }
    return count
  }
}
