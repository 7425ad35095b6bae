/// Reads a file of lines in blocks of whole lines, however long the file is.
///
/// What follows the last newline is not read: it may still be being written. After the end, more can
/// be read once the file has grown.
package struct WholeLines: Sendable {
  /// The longest line in bytes, unless another is given; a longer one comes in pieces.
  package static let longest = 1 << 24

  /// Where the next block begins, in bytes from the file's beginning.
  package private(set) var position: Int64
  private let block: Int
  private let longest: Int

  /// Begins at a place.
  ///
  /// - Parameters:
  ///   - position: Where a line begins.
  ///   - block: The usual size of a block in bytes.
  ///   - longest: The longest line in bytes; a longer one comes in pieces.
  package init(from position: Int64 = 0, block: Int = 1 << 20, longest: Int = longest) {
    self.position = position
    self.block = block
    self.longest = max(block, longest)
  }

  /// The next block, which ends with a newline unless it is a piece of a line that is too long.
  ///
  /// - Parameter file: The same file as before.
  /// - Returns: The block; nil at the end.
  /// - Throws: `SystemError` if the file cannot be read.
  package mutating func next(
    in file: borrowing FileDescriptor
  ) throws(SystemError) -> [UInt8]? {
    var wanted = block
    while true {
      var bytes = try file.read(upTo: wanted, at: position)
      if let last = bytes.lastIndex(of: Self.newline) {
        bytes.removeLast(bytes.count - last - 1)
      } else if bytes.count < wanted {
        return nil
      } else if wanted < longest {
        wanted = min(2 * wanted, longest)
        continue
      }
      position += Int64(bytes.count)
      return bytes
    }
  }

  /// The lines of a block, without their newlines; empty ones are left out.
  package static func split(_ block: [UInt8]) -> [ArraySlice<UInt8>] {
    block.split(separator: newline)
  }

  private static let newline = UInt8(ascii: "\n")
}
