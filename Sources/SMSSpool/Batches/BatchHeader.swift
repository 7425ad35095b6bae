internal import SMSCore
internal import SMSJSON

/// What a batch says about itself: its first line, if that has `"kind": "batch"`.
struct BatchHeader: Equatable {
  /// The value of `kind`.
  static let kind = "batch"
  /// The longest id of a batch, so that those of its lines are valid too.
  static let longestID = 120

  /// The members of a header.
  enum Member: String, CaseIterable {
    case kind, id, ack, metadata, defaults, template
    case dryRun = "dry_run"
    case normalize, results, count

    var path: JSONPath { JSONPath([.member(rawValue)]) }
  }

  /// The members that every line may have, and that cannot be the same for all.
  static let notDefaults: [RequestMember] = [
    .id, .to, .subject, .inReplyTo, .kind, .ack, .dryRun,
  ]

  var id: String
  var hasExplicitID = false
  var ack: String?
  var metadata = JSONObject()
  /// What lines have that do not say otherwise; without nulls.
  var defaults = JSONObject()
  var template: TextTemplate?
  var isDryRun = false
  var results: BatchRequest.Results = .lines
  /// How many messages its producer wrote; nil if the header does not say.
  var count: Int?
  /// The whole object less `ack`, `count` and `dry_run`, in canonical form; empty without a header.
  var canonical: [UInt8] = []

  /// The header of a file without one.
  init(id: String) {
    self.id = id
  }

  /// Whether an object is a header.
  static func isHeader(_ object: JSONObject) -> Bool { object["kind"]?.string == kind }
}

/// Reads a header, and collects its faults.
struct BatchHeaderReader {
  private let object: JSONObject
  private let stem: String?
  private let rules: RequestRules
  private let origin: RequestOrigin
  private(set) var faults = RequestFaults()

  /// - Parameters:
  ///   - object: The first line; nil if that is a message.
  ///   - stem: The file's name without `.jsonl`.
  ///   - rules: What messages may say.
  ///   - now: The current time.
  init(_ object: JSONObject?, stem: String?, rules: RequestRules, now: WallTime) {
    let known = BatchHeader.Member.allCases.map(\.rawValue)
    self.object = object?.omittingNulls(of: known) ?? JSONObject()
    self.stem = stem
    self.rules = rules
    origin = RequestOrigin(stem: stem, changedAt: now, now: now)
  }

  /// Reads the header; it does not count if there are faults.
  mutating func read() -> BatchHeader {
    faults.addUnknownMembers(of: object, known: BatchHeader.Member.allCases.map(\.rawValue))
    var header = BatchHeader(id: id() ?? "")
    header.hasExplicitID = object["id"] != nil
    // These mean the same as in a request.
    var reader = RequestReader(
      object: JSONObject(
        members: object.members.filter { ["ack", "metadata", "dry_run"].contains($0.name) }
      ),
      rules: rules,
      origin: origin
    )
    header.ack = reader.ack()
    header.metadata = reader.metadata() ?? JSONObject()
    header.isDryRun = reader.flag(.dryRun) == true
    take(reader.faults)
    header.defaults = defaults()
    header.template = template(header.defaults)
    header.results = results()
    header.count = count()
    if !object.isEmpty {
      let members = object.members.filter { !["ack", "count", "dry_run"].contains($0.name) }
      header.canonical = JSONWriter.write(.object(JSONObject(members: members)), as: .canonical)
    }
    return header
  }

  private mutating func take(_ found: RequestFaults) {
    for fault in found.faults.faults { faults.add(fault.path, fault.rule, repair: fault.repair) }
  }

  private mutating func id() -> String? {
    let rule =
      "must be 1 to \(BatchHeader.longestID) of the characters A-Z a-z 0-9 . _ - and must not start "
      + "with a dot"
    guard let value = object["id"] else {
      if let stem, Self.isValid(stem) { return stem }
      faults.add(
        BatchHeader.Member.id.path,
        "is missing, and the file's name without .jsonl is not a valid id: it \(rule)",
        repair: "Give the batch an id in its first line, or the file such a name."
      )
      return nil
    }
    if let id = value.string, Self.isValid(id) { return id }
    faults.add(
      BatchHeader.Member.id.path,
      value.string == nil ? "must be a string, not \(value.kindName)" : rule,
      repair: "The ids of its messages are made of it and their lines."
    )
    return nil
  }

  static func isValid(_ id: String) -> Bool {
    RequestID.isValid(id) && id.utf8.count <= BatchHeader.longestID
  }

  private mutating func defaults() -> JSONObject {
    let path = BatchHeader.Member.defaults.path
    var defaults = JSONObject()
    if let value = object["defaults"] {
      guard let object = value.object else {
        faults.add(
          path,
          "must be an object, not \(value.kindName)",
          repair: #"Write it like {"from": "12065550101"}."#
        )
        return defaults
      }
      let names = RequestMember.of(.message, isOperator: false)
        .filter { !BatchHeader.notDefaults.contains($0) }.map(\.name)
      for member in BatchHeader.notDefaults where object[member.name] != nil {
        faults.add(
          path.member(member.name),
          "cannot be the same for all lines",
          repair: member == .dryRun
            ? "Put it into the header itself." : "Put it into the lines."
        )
      }
      faults.addUnknownMembers(
        of: object,
        at: path,
        known: names + BatchHeader.notDefaults.map(\.name)
      )
      defaults = object.omittingNulls(of: names)
    }
    if let normalize = object["normalize"] {
      if defaults["normalize"] != nil {
        faults.add(
          BatchHeader.Member.normalize.path,
          "and defaults.normalize cannot be combined",
          repair: "Remove one of them."
        )
      }
      defaults.set("normalize", normalize)
    }
    return defaults
  }

  private mutating func template(_ defaults: JSONObject) -> TextTemplate? {
    guard let value = object["template"] else { return nil }
    let path = BatchHeader.Member.template.path
    guard let text = value.string else {
      faults.add(
        path,
        "must be a string, not \(value.kindName)",
        repair: #"Write it like "Hi {first_name}"."#
      )
      return nil
    }
    if defaults["body"] != nil {
      faults.add(path, "and defaults.body cannot be combined", repair: "Remove one of them.")
    }
    do throws(TextTemplate.Fault) {
      return try TextTemplate(text)
    } catch {
      faults.add(
        path,
        "has, at character \(error.column), \(error.rule)",
        repair: "Write fields like {first_name}."
      )
      return nil
    }
  }

  private mutating func results() -> BatchRequest.Results {
    switch object["results"] {
    case nil, .string("lines"): return .lines
    case .string("files"): return .files
    default:
      faults.add(
        BatchHeader.Member.results.path,
        "must be lines or files",
        repair: "Use one of them, or leave it out."
      )
      return .lines
    }
  }

  private mutating func count() -> Int? {
    guard let value = object["count"] else { return nil }
    if let count = value.number?.int64, count > 0 { return Int(count) }
    faults.add(
      BatchHeader.Member.count.path,
      "must be a whole number above 0",
      repair: "Give the number of messages, without the header, or leave it out."
    )
    return nil
  }
}
