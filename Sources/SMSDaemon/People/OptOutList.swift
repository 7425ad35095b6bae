package import SMSCore
internal import SMSJSON

/// Reads a list of opt-outs, line by line.
///
/// | form | a line |
/// |---|---|
/// | plain | a number; what follows `#` is a comment |
/// | columns | fields separated by commas, semicolons or tabs; the first line names them |
/// | objects | a JSON object with the same names |
///
/// Empty lines, and lines that begin with `#`, are skipped. `line(of:)` writes what it reads.
package struct OptOutList {
  /// What is wrong with a line, and how to repair it, in sentences.
  package struct Fault: Equatable, Sendable {
    /// The number of the line, from 1.
    package let line: Int
    package let rule: String
    package let repair: String
    /// Whether the rest of the list cannot be read either.
    package let isFatal: Bool

    init(line: Int, _ rule: String, repair: String, isFatal: Bool = false) {
      self.line = line
      self.rule = rule
      self.repair = repair
      self.isFatal = isFatal
    }
  }

  /// What a line holds.
  package enum Line: Equatable, Sendable {
    case nothing
    case entry(OptOut)
    case fault(Fault)
  }

  /// The most bytes of a line, or of one whose quoted fields hold line ends.
  package static let longestLine = 65_536

  private enum Form {
    case undecided
    case plain
    case columns(OptOutColumns, delimiter: UInt8)
    case objects
  }

  private let reader: OptOutFields
  private var form = Form.undecided
  /// The beginning of a line whose last quote is open, and its number.
  private var unfinished: (bytes: [UInt8], line: Int)?

  /// Starts with the first line.
  ///
  /// - Parameters:
  ///   - origin: Where entries come from that name no source.
  ///   - now: When entries without a time opted out; none may be later.
  package init(origin: OptOut.Origin, now: WallTime) {
    reader = OptOutFields(origin: origin, now: now)
  }

  /// Reads the next line.
  ///
  /// - Parameters:
  ///   - bytes: The line without its newline.
  ///   - number: Its number, from 1.
  /// - Returns: What it holds, or what is wrong.
  package mutating func read(_ bytes: [UInt8], line number: Int) -> Line {
    do throws(Fault) {
      return try read(bytes, number)
    } catch {
      unfinished = nil
      return .fault(error)
    }
  }

  /// Ends the list.
  ///
  /// - Returns: `.nothing`, or a fault of the last line.
  package mutating func end() -> Line {
    guard let (_, line) = unfinished else { return .nothing }
    unfinished = nil
    return .fault(Fault(line: line, "has a quote that is not closed", repair: "Close it."))
  }

  private mutating func read(_ bytes: [UInt8], _ number: Int) throws(Fault) -> Line {
    var bytes = DelimitedLine.trimmed(bytes)
    var first = number
    if let unfinished {
      bytes = unfinished.bytes + [UInt8(ascii: "\n")] + bytes
      first = unfinished.line
      self.unfinished = nil
    } else if number == 1, bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      bytes = DelimitedLine.trimmed(bytes.dropFirst(3))
    }
    guard !bytes.isEmpty, bytes.first != UInt8(ascii: "#") else { return .nothing }
    guard bytes.count <= Self.longestLine else {
      throw Fault(
        line: first,
        "is longer than \(Self.longestLine) bytes",
        repair: "Look for a quote that is not closed."
      )
    }
    return try entry(bytes, first)
  }

  private mutating func entry(_ bytes: [UInt8], _ line: Int) throws(Fault) -> Line {
    switch form {
    case .undecided:
      form = try Self.form(bytes, line)
      if case .columns = form { return .nothing }
      return try entry(bytes, line)
    case .plain:
      let number = DelimitedLine.trimmed(bytes.prefix { $0 != UInt8(ascii: "#") })
      return .entry(try reader.optOut([.phone: number], line))
    case .objects:
      return .entry(try reader.optOut(try Self.object(bytes, line), line))
    case .columns(let columns, let delimiter):
      let row = DelimitedLine(bytes, delimiter: delimiter)
      guard row.isClosed else {
        unfinished = (bytes, line)
        return .nothing
      }
      return .entry(try reader.optOut(columns.fields(of: row), line))
    }
  }

  /// The form of a list that begins with this line.
  private static func form(_ bytes: [UInt8], _ line: Int) throws(Fault) -> Form {
    if bytes.first == UInt8(ascii: "{") { return .objects }
    for delimiter in DelimitedLine.delimiters {
      let row = DelimitedLine(bytes, delimiter: delimiter)
      if let columns = try OptOutColumns(header: row, line) {
        return .columns(columns, delimiter: delimiter)
      }
    }
    let isRow = DelimitedLine.delimiters.contains { bytes.contains($0) }
    guard isRow, !bytes.contains(UInt8(ascii: "#")) else { return .plain }
    throw Fault(
      line: line,
      "has several columns, and names none for the numbers",
      repair: """
        Put a line before it that names the columns, such as phone,since,source; the numbers' is \
        called one of \(OptOutField.phone.names.joined(separator: ", ")).
        """,
      isFatal: true
    )
  }

  private static func object(
    _ bytes: [UInt8],
    _ line: Int
  ) throws(Fault) -> [OptOutField: [UInt8]] {
    guard let object = (try? JSONParser.parse(bytes))?.object else {
      throw Fault(
        line: line,
        "is not a JSON object",
        repair: "Write all lines like the first, as in {\"phone\": \"12065550142\"}."
      )
    }
    var fields: [OptOutField: [UInt8]] = [:]
    for member in object.members {
      guard let field = OptOutField(named: member.name), !member.value.isNull else { continue }
      guard let text = member.value.string else {
        throw Fault(
          line: line,
          "\(member.name) must be a string, not \(member.value.kindName)",
          repair: "Put the value in double quotes."
        )
      }
      fields[field] = Array(text.utf8)
    }
    return fields
  }
}

extension OptOutList.Fault: Error {
  /// The number of the line, the rule and the repair, as a command reports them.
  package var text: String { "line \(line): \(rule). \(repair)" }
}

extension OptOutList {
  /// The names of the columns that `line(of:)` writes.
  package static let header = "phone,from,since,source,account,resumed"

  /// An entry as a line of columns.
  package static func line(of optOut: OptOut) -> String {
    let fields = [
      optOut.phone.digits, optOut.sender?.digits ?? "", RFC3339.text(optOut.since),
      optOut.origin.text, optOut.account ?? "", optOut.resumedAt.map(RFC3339.text) ?? "",
    ]
    return fields.map(DelimitedLine.field).joined(separator: ",")
  }
}
