internal import SMSJSON
internal import SMSSystem

/// Finds the result of a message in the file of its batch, `results/<batch>.jsonl`, and then looks only
/// at what was appended since.
struct MessageLine {
  private static let suffix = ".jsonl"
  private static let newline = UInt8(ascii: "\n")

  private let id: String
  private let name: FileName
  private let needle: ByteSearch
  private var lines = WholeLines()
  /// The file that was read so far.
  private var file: FileStatus?
  private var last: PublishedResult?

  /// nil for an id that no message of a batch gets by itself, without the batch's.
  ///
  /// - Parameters:
  ///   - id: The message's id.
  ///   - batch: The batch's id; nil if the message's begins with it, `<batch>.<line>`.
  init?(_ id: String, of batch: String?) {
    guard let batch = batch ?? Self.batch(of: id), let name = FileName(batch + Self.suffix) else {
      return nil
    }
    self.id = id
    self.name = name
    needle = ByteSearch(Array("\"\(id)\"".utf8))
  }

  private static func batch(of id: String) -> String? {
    guard let dot = id.lastIndex(of: "."), dot != id.startIndex else { return nil }
    let line = id[id.index(after: dot)...].utf8
    let isNumber =
      !line.isEmpty
      && line.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    return isNumber ? String(id[..<dot]) : nil
  }

  /// The message's newest line; nil if it has none.
  ///
  /// - Throws: `SystemError` if the file exists and cannot be read.
  mutating func read(in directory: Directory) throws(SystemError) -> PublishedResult? {
    let open: FileDescriptor
    do throws(SystemError) {
      open = try directory.openFile(name, .readForeign)
    } catch {
      guard error.isNotFound else { throw error }
      return nil
    }
    let status = try open.status()
    if file.map(status.isSameFile(as:)) != true || status.size < lines.position {
      // Another file: an erasure leaves lines out.
      lines = WholeLines()
      last = nil
      file = status
    }
    while let block = try lines.next(in: open) {
      if let result = newest(in: block) { last = result }
    }
    return last
  }

  private func newest(in block: [UInt8]) -> PublishedResult? {
    var newest: PublishedResult?
    var place = 0
    while let found = needle.first(in: block, from: place) {
      let start = block[..<found].lastIndex(of: Self.newline).map { $0 + 1 } ?? 0
      let end = block[found...].firstIndex(of: Self.newline) ?? block.count
      if let result = try? PublishedResult(Array(block[start..<end])), result.id == id {
        newest = result
      }
      place = end
    }
    return newest
  }
}

/// Searches bytes for a text, passing over most of them (Horspool 1980).
struct ByteSearch {
  private let needle: [UInt8]
  /// How far to go on where a byte is under the needle's last one.
  private let steps: [Int]

  /// - Parameter needle: What is searched; not empty.
  init(_ needle: [UInt8]) {
    self.needle = needle
    var steps = [Int](repeating: needle.count, count: 256)
    for (index, byte) in needle.dropLast().enumerated() {
      steps[Int(byte)] = needle.count - 1 - index
    }
    self.steps = steps
  }

  /// Where the text begins for the first time from a place on; nil if it does not occur.
  func first(in bytes: [UInt8], from start: Int) -> Int? {
    let length = needle.count
    return bytes.withUnsafeBufferPointer { bytes in
      var place = start
      while place + length <= bytes.count {
        let last = bytes[place + length - 1]
        if last == needle[length - 1],
          bytes[place..<(place + length)].elementsEqual(needle)
        {
          return place
        }
        place += steps[Int(last)]
      }
      return nil
    }
  }
}
