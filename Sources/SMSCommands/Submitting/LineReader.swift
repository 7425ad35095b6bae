internal import SMSSystem

/// Reads a file line by line, one block at a time.
package struct LineReader: ~Copyable {
  /// One line, without its newline.
  package struct Line: Equatable, Sendable {
    /// The line number, counted from 1.
    package let number: Int
    /// The content, truncated to `longest` + 1 bytes, so that a longer line is recognised.
    package let bytes: [UInt8]
    /// The offset in the file after this line, in bytes.
    package let end: Int64

    /// Whether the line contains only blanks.
    package var isBlank: Bool { bytes.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D } }
  }

  private static let blockSize = 256 * 1_024

  private let file: FileDescriptor
  private let longest: Int
  private var block: [UInt8] = []
  private var position = 0
  private var number = 0
  private var offset: Int64 = 0

  /// The size of the file in bytes; 0 for a pipe.
  package let size: Int64

  /// Opens a file.
  ///
  /// - Parameters:
  ///   - path: A regular file, which can be read twice.
  ///   - longest: The longest line wanted, in bytes.
  /// - Throws: `CommandFailure` if it cannot be read, or is not a regular file.
  package init(path: String, longest: Int) throws(CommandFailure) {
    do throws(SystemError) {
      let file = try FileDescriptor(opening: path, [.readOnly, .nonBlocking])
      let status = try file.status()
      guard status.kind == .regular else {
        throw SystemError(code: 0, operation: status.kind.rawValue)
      }
      size = status.size
      self.file = file
      self.longest = longest
    } catch {
      guard error.code != 0 else {
        throw CommandFailure(
          .usage,
          "\(String(escaping: path)) is a \(error.operation)",
          hint: "It is read twice, checked first and then submitted: give a regular file."
        )
      }
      throw CommandFailure(error, .usage)
    }
  }

  /// Opens any file to be read once, such as a pipe.
  ///
  /// - Parameters:
  ///   - path: The file; `-` is standard input.
  ///   - longest: The longest line wanted, in bytes.
  /// - Throws: `CommandFailure` if it cannot be read.
  package init(once path: String, longest: Int) throws(CommandFailure) {
    do throws(SystemError) {
      let file =
        path == "-" ? try StandardStream.input.opened() : try FileDescriptor(opening: path)
      size = try file.status().size
      self.file = file
      self.longest = longest
    } catch {
      throw CommandFailure(error, .usage)
    }
  }

  /// The next line; nil at the end.
  ///
  /// The last line needs no newline.
  /// - Throws: `CommandFailure` if the file cannot be read.
  package mutating func next() throws(CommandFailure) -> Line? {
    var line: [UInt8] = []
    var length = 0
    while true {
      if position == block.count {
        try readBlock()
        if block.isEmpty { return length == 0 ? nil : finish(line, length, newline: 0) }
      }
      let rest = block[position...]
      let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
      let part = rest[..<end]
      line += part.prefix(longest + 1 - line.count)
      length += part.count
      position = end
      if end < block.count {
        position += 1
        return finish(line, length, newline: 1)
      }
    }
  }

  private mutating func readBlock() throws(CommandFailure) {
    position = 0
    do throws(SystemError) {
      block = try file.read(upTo: Self.blockSize)
    } catch {
      throw CommandFailure(error, .internalError)
    }
  }

  private mutating func finish(_ bytes: [UInt8], _ length: Int, newline: Int) -> Line {
    number += 1
    offset += Int64(length + newline)
    return Line(number: number, bytes: bytes, end: offset)
  }
}
