internal import SMSJSON
internal import SMSSpool

/// A file of many requests.
struct BatchFile {
  let path: String
  /// How requests are made of its rows; nil if each line is a request.
  let table: RequestTable.Form?
}

/// Reads the requests of a file, one after the other.
struct BatchReader: ~Copyable {
  /// A request, or what is wrong with it.
  struct Entry {
    /// The number of the line where it begins.
    let number: Int
    /// The offset in the file after it, in bytes.
    let end: Int64
    let line: Result<BatchLine, LineFault>
    /// The header of a batch, if the line is one.
    var header: JSONObject?
  }

  private var lines: LineReader
  private var table: RequestTable?
  private var lastLine = 0
  private var hasBegun = false

  /// Opens a file.
  ///
  /// - Throws: `CommandFailure` if it cannot be read, or is not a regular file.
  init(_ file: BatchFile) throws(CommandFailure) {
    lines = try LineReader(path: file.path, longest: RequestDecoder.largest)
    table = file.table.map { RequestTable($0) }
  }

  /// The size of the file in bytes.
  var size: Int64 { lines.size }

  /// The next request; nil at the end.
  ///
  /// - Throws: `CommandFailure` if the file cannot be read.
  mutating func next() throws(CommandFailure) -> Entry? {
    while let line = try lines.next() {
      lastLine = line.number
      do throws(LineFault) {
        if table == nil {
          guard !line.isBlank else { continue }
          return entry(try BatchLine(line), end: line.end)
        }
        guard let row = try table?.request(in: line) else { continue }
        return entry(try BatchLine(row.request, number: row.line), end: line.end)
      } catch {
        hasBegun = true
        return Entry(number: line.number, end: line.end, line: .failure(error))
      }
    }
    do throws(LineFault) {
      try table?.end()
    } catch {
      return Entry(number: lastLine, end: size, line: .failure(error))
    }
    return nil
  }

  /// The first line may be a header.
  private mutating func entry(_ line: BatchLine, end: Int64) -> Entry {
    let isHeader = !hasBegun && line.isHeader
    hasBegun = true
    return Entry(
      number: line.number,
      end: end,
      line: .success(line),
      header: isHeader ? line.object : nil
    )
  }
}
