/// A part of the answer of a command that the daemon has run for somebody else.
///
/// | bytes | meaning |
/// |---|---|
/// | `out 3`, newline, three bytes | for standard output |
/// | `err 3`, newline, three bytes | for standard error |
/// | `exit 0`, newline | the exit status, and the end; an answer without one is not whole |
/// | newline | nothing: the command is still at work |
package enum CommandFrame: Equatable, Sendable {
  case text(Console.Stream, String)
  case exit(Int32)

  /// The most bytes of a text: with its head, a frame is written to a pipe in one piece
  /// (`PIPE_BUF`), so that nothing comes between its bytes.
  package static let longestText = 4_000

  /// The frames of a text of any length, cut between characters.
  package static func frames(_ text: String, to stream: Console.Stream) -> [[UInt8]] {
    let bytes = Array(text.utf8)
    var frames: [[UInt8]] = []
    var start = 0
    while start < bytes.count {
      var end = min(start + longestText, bytes.count)
      while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end -= 1 }
      let word = stream == .output ? "out" : "err"
      frames.append(Array("\(word) \(end - start)\n".utf8) + bytes[start..<end])
      start = end
    }
    return frames
  }

  /// The last frame.
  package static func end(_ status: ExitCode) -> [UInt8] { Array("exit \(status.rawValue)\n".utf8) }
}

/// Reads frames from bytes that arrive in pieces.
package struct CommandFrameReader {
  /// The bytes are not frames.
  package struct Fault: Error, Equatable {}

  /// The longest head: a word, a blank and a number.
  private static let longestHead = 16

  private var bytes: [UInt8] = []
  /// How many of them belong to frames that were returned.
  private var taken = 0

  package init() {}

  /// Adds bytes.
  package mutating func append(_ more: some Collection<UInt8>) {
    bytes.removeFirst(taken)
    taken = 0
    bytes += more
  }

  /// The next frame; nil until more bytes come.
  ///
  /// - Throws: `Fault`; nothing more can be read then.
  package mutating func next() throws(Fault) -> CommandFrame? {
    while taken < bytes.count, bytes[taken] == UInt8(ascii: "\n") { taken += 1 }
    let rest = bytes[taken...]
    guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else {
      guard rest.count <= Self.longestHead else { throw Fault() }
      return nil
    }
    let head = String(decoding: rest[..<end], as: UTF8.self).split(separator: " ")
    guard head.count == 2, let number = Int32(head[1]) else { throw Fault() }
    switch head[0] {
    case "exit":
      taken = end + 1
      return .exit(number)
    case "out": return try text(number, after: end, to: .output)
    case "err": return try text(number, after: end, to: .error)
    default: throw Fault()
    }
  }

  private mutating func text(
    _ length: Int32,
    after head: Int,
    to stream: Console.Stream
  ) throws(Fault) -> CommandFrame? {
    guard (1...Int32(CommandFrame.longestText)).contains(length) else { throw Fault() }
    let end = head + 1 + Int(length)
    guard end <= bytes.count else { return nil }
    guard let text = String(validating: bytes[(head + 1)..<end], as: UTF8.self) else {
      throw Fault()
    }
    taken = end
    return .text(stream, text)
  }
}
