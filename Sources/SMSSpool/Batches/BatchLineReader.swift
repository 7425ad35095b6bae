internal import SMSCore
internal import SMSJSON

/// Reads the lines of a batch as requests, with the header's defaults and template.
///
/// This is the reading by the rules; `BatchLineScanner` reads the usual lines faster, and the same.
struct BatchLineReader {
  let header: BatchHeader
  let rules: RequestRules
  private let received: @Sendable (String) -> ReceivedEnds?
  /// From when on the life of a message counts.
  private let start: WallTime
  private let now: WallTime

  /// The member that fills the header's template.
  static let fields = "fields"
  /// Two ways to say one thing: a line with one of them does not get the other from the defaults.
  private static let life: [RequestMember] = [.expiresAt, .ttlSeconds]

  /// - Parameters:
  ///   - header: The batch's header.
  ///   - rules: What messages may say in the spool, with the life that a batch's have.
  ///   - received: Looks up a message in the spool's `received/` by id, for replies.
  ///   - start: From when on the life of a message counts.
  ///   - now: The current time.
  init(
    _ header: BatchHeader,
    rules: RequestRules,
    received: @escaping @Sendable (String) -> ReceivedEnds?,
    start: WallTime,
    now: WallTime
  ) {
    self.header = header
    self.rules = rules
    self.received = received
    self.start = start
    self.now = now
  }

  /// The same for another header, with every number as a destination.
  func allowingAll(_ header: BatchHeader) -> BatchLineReader {
    var rules = rules
    rules.destinations = Destinations()
    return BatchLineReader(header, rules: rules, received: received, start: start, now: now)
  }

  /// What a line is.
  enum Reading {
    case request(Request)
    case faults(RequestFaults)
  }

  /// Reads a line.
  func read(_ line: BatchLines.Line) -> Reading {
    var faults = RequestFaults()
    guard !line.isTooLong else {
      faults.add(
        .top,
        "is longer than \(BatchLines.longest) bytes",
        repair: "A line has one request; end each with a newline."
      )
      return .faults(faults)
    }
    let value: JSONValue
    do throws(JSONFault) {
      value = try JSONParser.parse(line.bytes)
    } catch {
      faults.add(
        error.path,
        "column \(error.column): \(error.rule.sentence)",
        repair: "A line is one JSON object in UTF-8 (RFC 8259), without line ends in it."
      )
      return .faults(faults)
    }
    guard let object = value.object else {
      faults.add(
        .top,
        "must be an object, not \(value.kindName)",
        repair: #"Write it like {"to": "12065550142", "body": "…"}."#
      )
      return .faults(faults)
    }
    return read(object, line: line.number)
  }

  /// Reads a line that is an object.
  func read(_ object: JSONObject, line: Int) -> Reading {
    var object = object.omittingNulls(of: RequestMember.producerNames + [Self.fields])
    var faults = RequestFaults()
    if let kind = object[RequestMember.kind.name], kind != .string(RequestKind.message.rawValue) {
      faults.add(
        .kind,
        kind.string == BatchHeader.kind
          ? "batch is for the first line only" : "must be message in a batch",
        repair: "Submit requests of another kind as files of their own."
      )
      return .faults(faults)
    }
    if object[RequestMember.dryRun.name] != nil {
      faults.add(.dryRun, "is for a whole batch", repair: "Put it into the header.")
      object = object.without([RequestMember.dryRun.name])
    }
    object = filled(withDefaults(object), &faults)
    if object[RequestMember.priority.name]?.string == Priority.urgent.name {
      faults.add(
        .priority,
        "must not be urgent in a batch",
        repair: "Use high, or submit it as a request of its own.",
        code: .urgentNotAllowed
      )
      object.set(RequestMember.priority.name, .string(Priority.bulk.name))
    }
    let reply = ReplyAddress(object, received: received)
    if let (rule, repair) = reply.fault { faults.add(.inReplyTo, rule, repair: repair) }
    var reader = RequestReader(
      object: reply.object,
      rules: rules,
      origin: RequestOrigin(stem: "\(header.id).\(line)", changedAt: start, now: now)
    )
    reader.faults = faults
    do throws(Refusal) {
      return .request(try reader.request())
    } catch {
      return .faults(reader.faults)
    }
  }

  /// A line with what the header says for all.
  private func withDefaults(_ line: JSONObject) -> JSONObject {
    var object = line
    let hasLife = Self.life.contains { line[$0.name] != nil }
    let isReply = line[RequestMember.inReplyTo.name] != nil
    for member in header.defaults.members where line[member.name] == nil {
      let name = RequestMember(rawValue: member.name)
      if hasLife, let name, Self.life.contains(name) { continue }
      if isReply, name == .from { continue }
      object.append(member.name, member.value)
    }
    if object[RequestMember.priority.name] == nil {
      object.append(RequestMember.priority.name, .string(Priority.bulk.name))
    }
    return object
  }

  // MARK: The template

  /// A line with the text that its fields make of the template.
  private func filled(_ line: JSONObject, _ faults: inout RequestFaults) -> JSONObject {
    let path = JSONPath([.member(Self.fields)])
    let value = line[Self.fields]
    var object = line.without([Self.fields])
    guard let template = header.template else {
      if value != nil {
        faults.add(path, "needs a template in the header", repair: "Give one, or a body.")
      }
      return object
    }
    if object[RequestMember.body.name] != nil {
      faults.add(
        .body,
        "and the header's template cannot be combined",
        repair: "Remove it, or the template."
      )
      return object
    }
    let values = values(value, of: template, at: path, &faults)
    // A text in place of one that cannot be made, so that it is no second fault.
    let text = values.flatMap(template.filled) ?? "x"
    object.append(RequestMember.body.name, .string(text))
    return object
  }

  /// The values of the template's fields; nil if there is a fault.
  private func values(
    _ value: JSONValue?,
    of template: TextTemplate,
    at path: JSONPath,
    _ faults: inout RequestFaults
  ) -> [String: String]? {
    guard let fields = (value ?? [:]).object else {
      faults.add(
        path,
        "must be an object, not \(value?.kindName ?? "missing")",
        repair: #"Write it like {"first_name": "Ada"}."#
      )
      return nil
    }
    let names = template.fields
    var isWhole = true
    var values: [String: String] = [:]
    for member in fields.members {
      if !names.contains(member.name) {
        let nearest = NearestName.of(member.name, among: names)
        faults.add(
          path.member(member.name),
          "is not a field of the template",
          repair: nearest.map { "Did you mean \"\($0)\"?" } ?? "Remove it."
        )
        isWhole = false
      } else if let text = member.value.string {
        values[member.name] = text
      } else {
        faults.add(
          path.member(member.name),
          "must be a string, not \(member.value.kindName)",
          repair: "Put the value in double quotes."
        )
        isWhole = false
      }
    }
    for name in names where fields[name] == nil {
      faults.add(path.member(name), "is missing", repair: "The header's template has {\(name)}.")
      isWhole = false
    }
    return isWhole ? values : nil
  }

  // MARK: The header's own part

  /// What is wrong with the header's defaults, so that it is no fault of every line.
  func faultsOfDefaults() -> [Fault] {
    let names = header.defaults.members.map(\.name)
    guard case .faults(let faults) = read(JSONObject(), line: 1) else { return [] }
    return faults.faults.faults.compactMap { fault in
      guard case .member(let name)? = fault.path.steps.first, names.contains(name) else {
        return nil
      }
      let path = JSONPath([.member(BatchHeader.Member.defaults.rawValue)] + fault.path.steps)
      return Fault(path, fault.rule, repair: fault.repair)
    }
  }
}

extension JSONObject {
  /// The object without the members of these names.
  fileprivate func without(_ names: [String]) -> JSONObject {
    guard members.contains(where: { names.contains($0.name) }) else { return self }
    return JSONObject(members: members.filter { !names.contains($0.name) })
  }
}
