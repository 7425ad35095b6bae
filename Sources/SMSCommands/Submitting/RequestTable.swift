internal import SMSCore
internal import SMSDaemon
internal import SMSJSON
internal import SMSSystem

/// Makes requests of the rows of a file of columns (CSV), read line by line.
///
/// The first line names the columns; before it, a spreadsheet may have written what separates them
/// (`sep=;`). A column is found by its name as it is, or else without regard to
/// case, with blanks, hyphens and dots for `_`: `{first_name}` finds `First Name`.
struct RequestTable {
  /// What becomes of the rows.
  struct Form {
    let template: TextTemplate
    /// The template as it was given.
    let text: String
    /// The name of the column with the recipients' numbers.
    let recipient: String
    /// What every request has besides `to` and `body`.
    let members: JSONObject

    /// The header of the batch: rows have fields.
    var header: JSONObject {
      var header = JSONObject([("template", .string(text))])
      if !members.isEmpty { header.set("defaults", .object(members)) }
      return header
    }
  }

  private struct Columns {
    let delimiter: UInt8
    let count: Int
    let recipient: Int
    let fields: [String: Int]
  }

  private let form: Form
  private var columns: Columns?
  /// What may separate the columns.
  private var delimiters = DelimitedLine.delimiters
  /// Whether the first line was not right, so that no other can be read.
  private var hasFailed = false
  /// The beginning of a row whose last quote is open, and its line.
  private var unfinished: (bytes: [UInt8], line: Int)?

  init(_ form: Form) {
    self.form = form
  }

  /// Reads a line.
  ///
  /// - Returns: The request that ends with it, and the line where its row begins; nil if none does.
  /// - Throws: `LineFault` that names the column, the rule and the repair.
  mutating func request(
    in line: LineReader.Line
  ) throws(LineFault) -> (request: JSONObject, line: Int)? {
    guard !hasFailed else { return nil }
    var bytes = line.bytes
    var first = line.number
    if let unfinished {
      bytes = unfinished.bytes + [UInt8(ascii: "\n")] + bytes
      first = unfinished.line
      self.unfinished = nil
    } else if line.isBlank {
      return nil
    }
    guard bytes.count <= Self.longest else {
      throw LineFault(
        "it is longer than \(Self.longest) bytes; look for a quote that is not closed"
      )
    }
    guard let columns else {
      columns = try header(bytes)
      return nil
    }
    let row = DelimitedLine(bytes, delimiter: columns.delimiter)
    guard row.isClosed else {
      unfinished = (bytes, first)
      return nil
    }
    return (try request(of: row, columns), first)
  }

  /// The most bytes of a row.
  private static let longest = 65_536

  /// Ends the file.
  ///
  /// - Throws: `LineFault` if its last row is not whole, with the number of its line.
  mutating func end() throws(LineFault) {
    guard let unfinished else { return }
    self.unfinished = nil
    throw LineFault("the row that begins in line \(unfinished.line) has a quote that is not closed")
  }

  private func request(
    of row: DelimitedLine,
    _ columns: Columns
  ) throws(LineFault) -> JSONObject {
    guard row.fields.count == columns.count else {
      throw LineFault(
        "it has \(Quantity.of(row.fields.count, "field")), the first line \(columns.count); put "
          + "quotes around fields with a delimiter in them"
      )
    }
    let to = try text(row.fields[columns.recipient], form.recipient)
    guard !DelimitedLine.isRounded(to) else {
      throw LineFault(
        "\(form.recipient) was rounded by a spreadsheet; format the column as text there, and save "
          + "the file again from the original"
      )
    }
    var fields = JSONObject()
    for name in form.template.fields {
      guard let place = columns.fields[name] else { continue }
      fields.set(name, .string(try text(row.fields[place], name)))
    }
    var request = JSONObject([("to", .string(to))])
    if !fields.isEmpty { request.set("fields", .object(fields)) }
    return request
  }

  private func text(_ field: [UInt8], _ name: String) throws(LineFault) -> String {
    guard let text = String(validating: field, as: UTF8.self) else {
      throw LineFault("\(name) is not UTF-8; save the file as UTF-8")
    }
    return text
  }

  // MARK: The first line

  /// Reads the names of the columns, and finds out what separates them.
  ///
  /// - Returns: The columns; nil if the line only says what separates them.
  private mutating func header(_ bytes: [UInt8]) throws(LineFault) -> Columns? {
    hasFailed = true
    guard !bytes.starts(with: [0xFF, 0xFE]), !bytes.starts(with: [0xFE, 0xFF]) else {
      throw LineFault("it is UTF-16; save the file as UTF-8")
    }
    guard bytes.contains(0x0A) || !bytes.dropLast().contains(0x0D) else {
      throw LineFault("its lines end with carriage returns only; save the file with newlines")
    }
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let bytes = bytes.starts(with: mark) ? Array(bytes.dropFirst(mark.count)) : bytes
    if let delimiter = Self.announced(by: bytes), delimiters.count > 1 {
      delimiters = [delimiter]
      hasFailed = false
      return nil
    }
    var names: [String] = []
    for delimiter in delimiters {
      let row = DelimitedLine(bytes, delimiter: delimiter)
      let found = row.fields.map { String(decoding: $0, as: UTF8.self) }
      if found.count > names.count { names = found }
      guard row.isClosed, let recipient = try Self.place(of: form.recipient, among: found) else {
        continue
      }
      var fields: [String: Int] = [:]
      for name in form.template.fields {
        guard let place = try Self.place(of: name, among: found) else {
          throw Self.missing(name, among: found, "the template names {\(name)}")
        }
        fields[name] = place
      }
      hasFailed = false
      return Columns(
        delimiter: delimiter,
        count: found.count,
        recipient: recipient,
        fields: fields
      )
    }
    throw Self.missing(form.recipient, among: names, "--to-column is \(form.recipient)")
  }

  /// The delimiter that a line such as `sep=;` announces, or nil.
  private static func announced(by line: [UInt8]) -> UInt8? {
    let beginning = Array("sep=".utf8)
    // A tab at the end is what the line announces, not a blank.
    let rest = line.last == 0x0D ? line.dropLast() : line[...]
    guard rest.count == beginning.count + 1, rest.starts(with: beginning), let last = rest.last,
      DelimitedLine.delimiters.contains(last)
    else { return nil }
    return last
  }

  /// The index of the column with that name, or nil.
  ///
  /// - Throws: `LineFault` if several have it.
  private static func place(of name: String, among names: [String]) throws(LineFault) -> Int? {
    for isSame in [{ $0 == name }, { plain($0) == plain(name) }] as [(String) -> Bool] {
      let places = names.indices.filter { isSame(names[$0]) }
      guard places.count < 2 else {
        throw LineFault("several columns are called \(name); remove or rename all but one of them")
      }
      if let place = places.first { return place }
    }
    return nil
  }

  private static func plain(_ name: String) -> String {
    String(name.lowercased().map { [" ", "-", "."].contains($0) ? "_" : $0 })
  }

  private static func missing(
    _ name: String,
    among names: [String],
    _ reason: String
  ) -> LineFault {
    let nearest = NearestName.of(name, among: names).map { "; did you mean \($0)?" } ?? ""
    return LineFault(
      "\(reason), and no column is called that: the first line names "
        + "\(names.map { String(escaping: $0) }.joined(separator: ", "))\(nearest)"
    )
  }
}
