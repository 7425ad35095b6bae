internal import SMSCore
internal import SMSSystem

/// Finds the lines of a long file that name a phone, a part at a time.
struct LineSearch {
  /// Enough for a number in any notation, so that none is cut in two.
  private static let overlap = 4_096

  private let pattern: PhonePattern
  /// Whether what follows the last newline is searched too.
  private let takesRest: Bool
  private var lines = WholeLines()
  private var isAtEnd = false
  /// The end of a piece of a line that is too long to be read at once.
  private var carried: [UInt8] = []

  init(_ pattern: PhonePattern, takesRest: Bool) {
    self.pattern = pattern
    self.takesRest = takesRest
  }

  /// The lines of the next part that name the phone; nil at the end of the file.
  ///
  /// - Throws: `SystemError` if the file cannot be read.
  mutating func next(in file: borrowing FileDescriptor) throws(SystemError) -> [[UInt8]]? {
    guard !isAtEnd else { return nil }
    var part: [UInt8]
    if let block = try lines.next(in: file) {
      part = block
    } else {
      isAtEnd = true
      guard takesRest else { return nil }
      part = try file.read(upTo: WholeLines.longest, at: lines.position)
    }
    part = carried + part
    carried = part.last == UInt8(ascii: "\n") ? [] : Array(part.suffix(Self.overlap))
    guard pattern.occurs(in: part) else { return [] }
    return WholeLines.split(part).map(Array.init).filter(pattern.occurs)
  }
}
