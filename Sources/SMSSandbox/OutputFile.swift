package import SMSSystem

/// A file that a program writes lines to, such as its log.
package struct OutputFile: Sendable {
  /// More than any sandbox's daemon logs.
  private static let largest = 1 << 30

  private let directory: Directory
  private let name: FileName

  /// Names a file, which need not be there yet.
  ///
  /// - Parameters:
  ///   - name: Its name.
  ///   - path: Its directory.
  /// - Throws: `SystemError` if the directory cannot be opened.
  package init(_ name: FileName, in path: String) throws(SystemError) {
    directory = try Directory(path: path)
    self.name = name
  }

  /// All that is in it by now; nothing if it is not there.
  package var text: String {
    let bytes = (try? directory.read(name, upTo: Self.largest)) ?? []
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Waits until the file holds something.
  ///
  /// - Parameters:
  ///   - seconds: When to give up.
  ///   - condition: Gets the text, and gives a value as soon as it holds what is awaited.
  /// - Returns: The value.
  /// - Throws: `SandboxError.timedOut`.
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

  /// Waits for a line with one of some texts.
  ///
  /// - Parameters:
  ///   - texts: What to look for.
  ///   - offset: How many characters to pass over.
  ///   - seconds: When to give up.
  /// - Returns: The first such line.
  /// - Throws: `SandboxError.timedOut`.
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
