internal import SMSSystem

/// Reads a batch's file line by line, a block at a time.
struct BatchLines: ~Copyable {
  /// The most bytes of a line, which has one request.
  static let longest = RequestDecoder.largest
  /// Must be larger than a line.
  private static let blockSize = 256 * 1_024

  /// One line, without its newline.
  struct Line {
    /// Counted from 1; every newline counts.
    let number: Int
    /// The bytes that the line is among.
    let block: [UInt8]
    /// Where it is in `block`; cut after `longest` bytes and one more.
    let range: Range<Int>
    /// The offset in the file after it and its newline.
    let end: Int64

    var isTooLong: Bool { range.count > BatchLines.longest }

    /// Whether it has only blanks.
    var isBlank: Bool {
      for index in range where !Self.isBlank(block[index]) { return false }
      return true
    }

    /// A copy of its bytes.
    var bytes: [UInt8] { Array(block[range]) }

    private static func isBlank(_ byte: UInt8) -> Bool {
      byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
    }
  }

  private let file: FileDescriptor
  private var block: [UInt8] = []
  private var position = 0
  private var number = 0
  /// The offset in the file of the block's first byte.
  private var offset: Int64 = 0
  private var isAtEnd = false

  /// - Parameter file: The open file, at its beginning.
  init(_ file: consuming FileDescriptor) {
    self.file = file
  }

  /// The next line; nil at the end.
  ///
  /// The last line needs no newline.
  /// - Throws: `SystemError` if the file cannot be read.
  mutating func next() throws(SystemError) -> Line? {
    var searched = position
    while true {
      if let end = newline(from: searched) { return line(to: end, newline: 1) }
      if isAtEnd {
        return position == block.count ? nil : line(to: block.count, newline: 0)
      }
      if block.count - position > Self.longest { return try rest() }
      searched = block.count - position
      try readBlock()
    }
  }

  private func newline(from start: Int) -> Int? {
    block.withUnsafeBufferPointer { bytes in
      var index = start
      while index < bytes.count {
        if bytes[index] == UInt8(ascii: "\n") { return index }
        index += 1
      }
      return nil
    }
  }

  private mutating func line(to end: Int, newline: Int) -> Line {
    number += 1
    let range = position..<min(end, position + Self.longest + 1)
    position = end + newline
    return Line(number: number, block: block, range: range, end: offset + Int64(position))
  }

  /// Skips the rest of a line that is too long.
  private mutating func rest() throws(SystemError) -> Line {
    let beginning = Array(block[position...].prefix(Self.longest + 1))
    number += 1
    position = block.count
    while true {
      if let end = newline(from: position) {
        position = end + 1
        break
      }
      position = block.count
      if isAtEnd { break }
      try readBlock()
    }
    return Line(
      number: number,
      block: beginning,
      range: 0..<beginning.count,
      end: offset + Int64(position)
    )
  }

  /// Reads on; what is left of the block comes before it.
  private mutating func readBlock() throws(SystemError) {
    offset += Int64(position)
    let more = try file.readSome(upTo: Self.blockSize)
    block = position == block.count ? more : Array(block[position...]) + more
    position = 0
    isAtEnd = more.isEmpty
  }
}

extension BatchLines {
  /// Counts the newlines of a file, and looks whether it ends with one.
  ///
  /// - Throws: `SystemError` if the file cannot be read.
  static func count(
    in file: borrowing FileDescriptor
  ) throws(SystemError) -> (lines: Int, isEnded: Bool) {
    var (lines, isEnded) = (0, false)
    while true {
      let bytes = try file.readSome(upTo: blockSize)
      guard let last = bytes.last else { return (lines, isEnded) }
      for byte in bytes where byte == UInt8(ascii: "\n") { lines += 1 }
      isEnded = last == UInt8(ascii: "\n")
    }
  }
}
