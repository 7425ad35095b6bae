package import SMSSystem

/// A file to which a program writes lines, such as its log.
package struct OutputFile: Sendable {
  /// The largest text that is read, in bytes: more than the daemon of any sandbox logs.
  private static let largest = 1 << 30

  private let directory: Directory
  private let name: FileName

  /// Refers to a file, which need not exist yet.
  ///
  /// - Parameters:
  ///   - name: Its name.
  ///   - path: Its directory.
  /// - Throws: `SystemError` if the directory cannot be opened.
  package init(_ name: FileName, in path: String) throws(SystemError) {
    directory = try Directory(path: path)
    self.name = name
  }

  /// Its current content; empty if it does not exist.
  package var text: String {
    let bytes = (try? directory.read(name, upTo: Self.largest)) ?? []
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Waits for content.
  ///
  /// - Parameters:
  ///   - seconds: The time limit.
  ///   - condition: Receives the content; returns a value once what is awaited is there.
  /// - Returns: That value.
  /// - Throws: `SandboxError.timedOut` after `seconds`.
  package func wait<Value: Sendable>(
    within seconds: Int64 = 120,
    until condition: @Sendable (String) -> Value?
  ) async throws(SandboxError) -> Value {
    let watch = ChangeWatch(
      directory,
      for: [.created, .modified, .closedAfterWriting, .movedTo]
    )
    let deadline = Clocks.monotonic + seconds * 1_000_000_000
    while true {
      if let value = condition(text) { return value }
      guard Clocks.monotonic < deadline else {
        throw .timedOut(path: directory.pathOf(name), seconds: seconds)
      }
      await watch.next(before: deadline)
    }
  }

  /// Waits for a line that contains one of several texts.
  ///
  /// - Parameters:
  ///   - texts: The texts to look for.
  ///   - offset: How many characters to skip first.
  ///   - seconds: The time limit.
  /// - Returns: The first such line.
  /// - Throws: `SandboxError.timedOut` after `seconds`.
  @discardableResult
  package func line(
    containing texts: [String],
    after offset: Int = 0,
    within seconds: Int64 = 120
  ) async throws(SandboxError) -> String {
    try await wait(within: seconds) { text in
      text.dropFirst(offset).split(separator: "\n").map(String.init)
        .first { line in texts.contains { line.contains($0) } }
    }
  }
}
