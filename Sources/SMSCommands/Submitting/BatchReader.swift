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
    let line: Int
    /// The offset in the file after it, in bytes.
    let end: Int64
    let request: Result<BatchLine, LineFault>
  }

  private let run: BatchRun
  private var lines: LineReader
  private var table: RequestTable?
  private var lastLine = 0

  /// Opens a file.
  ///
  /// - Parameters:
  ///   - file: The file.
  ///   - run: What its requests get.
  /// - Throws: `CommandFailure` if it cannot be read, or is not a regular file.
  init(_ file: BatchFile, _ run: BatchRun) throws(CommandFailure) {
    self.run = run
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
          let request = try BatchLine(line, run)
          return Entry(line: line.number, end: line.end, request: .success(request))
        }
        guard let row = try table?.request(in: line) else { continue }
        let request = try BatchLine(row.request, line: row.line, run)
        return Entry(line: row.line, end: line.end, request: .success(request))
      } catch {
        return Entry(line: line.number, end: line.end, request: .failure(error))
      }
    }
    do throws(LineFault) {
      try table?.end()
    } catch {
      return Entry(line: lastLine, end: size, request: .failure(error))
    }
    return nil
  }
}
