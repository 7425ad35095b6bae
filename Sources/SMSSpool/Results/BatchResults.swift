internal import SMSCore
internal import SMSJSON
internal import SMSSystem

/// The files `results/<batch>.jsonl` of one spool: a line for each message of the batch that has
/// ended, and again for each change of it since.
///
/// Readers take whole lines. What a crash or a full disk has left of a line at the end is cut off
/// before anything is appended; since everything that is not durably published is appended again,
/// lines may stand twice.
struct BatchResults: Sendable {
  /// How many files are remembered to end with a whole line.
  private static let mostWhole = 1_024

  private let mode: UInt32
  /// The sizes of the files that end with a whole line, by the ids of their batches.
  private var whole: [String: Int64] = [:]

  init(mode: UInt32) {
    self.mode = mode
  }

  /// The name of a batch's file; nil if the id is invalid.
  static func name(of id: String) -> FileName? {
    RequestID.isValid(id) ? FileName("\(id)\(SpoolNames.batchSuffix)") : nil
  }

  /// Appends the lines of one batch.
  ///
  /// - Parameters:
  ///   - lines: Whole lines.
  ///   - id: The batch's id.
  ///   - mayMake: Whether to make the file if it is missing.
  ///   - directory: `results/`.
  /// - Throws: `SystemError`; a part of the lines may have been written.
  mutating func append(
    _ lines: [UInt8],
    to id: String,
    mayMake: Bool,
    in directory: Directory
  ) throws(SystemError) {
    guard let name = Self.name(of: id) else { return }
    guard let file = try open(name, mayMake: mayMake, in: directory) else { return }
    // Somebody else may have changed it.
    let size = try file.status().size
    let isWhole = whole.removeValue(forKey: id) == size
    let end = isWhole ? size : try Self.cut(file, size)
    try file.write(lines)
    if whole.count >= Self.mostWhole { whole.removeAll() }
    whole[id] = end + Int64(lines.count)
  }

  /// - Returns: The file; nil if it is missing and must not be made.
  private func open(
    _ name: FileName,
    mayMake: Bool,
    in directory: Directory
  ) throws(SystemError) -> FileDescriptor? {
    do throws(SystemError) {
      return try directory.openFile(name, [.readWrite, .append, .noFollow, .nonBlocking])
    } catch {
      guard error.isNotFound else { throw error }
    }
    guard mayMake else { return nil }
    let file = try directory.openFile(
      name,
      [.readWrite, .append, .create, .exclusive, .noFollow],
      mode: mode
    )
    try file.setMode(mode)
    return file
  }

  /// Cuts off what follows the last whole line.
  ///
  /// - Returns: The size that it has then.
  private static func cut(
    _ file: borrowing FileDescriptor,
    _ size: Int64
  ) throws(SystemError) -> Int64 {
    var end = size
    while end > 0 {
      let start = max(0, end - Int64(piece))
      let bytes = try file.read(upTo: Int(end - start), at: start)
      if let last = bytes.lastIndex(of: newline) {
        end = start + Int64(last) + 1
        break
      }
      end = start
    }
    if end < size { try file.setSize(end) }
    return end
  }

  private static let piece = 65_536
  private static let newline = UInt8(ascii: "\n")
}
