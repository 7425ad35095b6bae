internal import SMSCore
internal import SMSDaemon
internal import SMSJSON
internal import SMSSpool

/// What an act of the page is about.
enum PageTarget {
  case job(JobName)
  case scope(HoldScope)
  case batch(JobName)
  /// All that meet the conditions of a form of the search.
  case matching([PageCall.Field])

  /// The fields of a form that say it; `init(_:)` reads them.
  var fields: [(name: String, value: String)] {
    switch self {
    case .job(let name): Self.fields("job", name)
    case .batch(let name): Self.fields("batch", name)
    case .scope(.all): [("target", "all")]
    case .scope(.spool(let name)): [("target", "spool"), ("name", name)]
    case .scope(.account(let name)): [("target", "account"), ("name", name)]
    case .scope(.sender(let sender)):
      [("target", "sender"), ("name", sender.number.digits), ("in", sender.spool)]
    case .scope(.job(let name)): Self.fields("job", name)
    case .matching(let fields): [("target", "matching")] + fields.map { ($0.name, $0.value) }
    }
  }

  private static func fields(
    _ word: String,
    _ name: JobName
  ) -> [(name: String, value: String)] {
    [("target", word), ("name", name.id), ("in", name.spool)]
  }

  /// Reads the fields; nil for a form that is not ours.
  init?(_ visit: PageVisit) {
    let (name, spool) = (visit.field("name"), visit.field("in"))
    switch visit.field("target") {
    case "job" where RequestID.isValid(name): self = .job(JobName(spool: spool, id: name))
    case "batch" where RequestID.isValid(name): self = .batch(JobName(spool: spool, id: name))
    case "all": self = .scope(.all)
    case "spool" where !name.isEmpty: self = .scope(.spool(name))
    case "account" where !name.isEmpty: self = .scope(.account(name))
    case "sender":
      guard let number = try? PhoneNumber(parsing: name) else { return nil }
      self = .scope(.sender(Sender(spool: spool, number: number)))
    case "matching": self = .matching(visit.call.form.filter { FindForm.names.contains($0.name) })
    default: return nil
    }
  }

  /// What it is, to be put behind a verb.
  var words: String {
    switch self {
    case .job(let name): name.id
    case .batch(let name): "batch \(name.id)"
    case .scope(let scope): scope.words
    case .matching: "all that match"
    }
  }

  /// The operator's request to do something with it, without its id; nil for all that match, which
  /// have to be counted first.
  func request(_ action: MatchedAction) -> JSONObject? {
    let members: [(String, JSONValue)]
    switch self {
    case .job(let name), .batch(let name): members = HoldScope.job(name).members
    case .scope(let scope): members = scope.members
    case .matching: return nil
    }
    return JSONObject([("kind", .string(action.rawValue))] + members)
  }
}
