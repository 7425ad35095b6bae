internal import SMSCore
internal import SMSJSON
internal import SMSProducer
internal import SMSSpool

/// A change of all jobs that match, bound to what was counted.
///
/// Jobs accepted after the count are left alone, and so are those that came to match since, as their
/// status or their error changed.
struct MatchedChange {
  /// How many of the newest jobs are shown.
  private static let sampled = 5
  /// How long the daemon may take, in seconds: it changes thousands of jobs a second, but waits for
  /// attempts and doubts.
  static let workSeconds: Int64 = 600

  let action: MatchedAction
  /// What was counted, and nothing else.
  let filter: JobFilter
  let count: Int
  /// The newest of them.
  let sample: [JobSnapshot]

  /// Binds a filter to the jobs that there are, and counts those that the action changes.
  ///
  /// - Throws: `LedgerError` if the ledger cannot be read.
  init(
    _ action: MatchedAction,
    _ filter: JobFilter,
    in ledger: any LedgerReader
  ) throws(LedgerError) {
    var bound = filter
    bound.unchangedSince = try ledger.lastChange()
    bound.through = try ledger.list(.all, limit: 1).first?.number ?? JobNumber(0)
    self.action = action
    self.filter = bound
    guard let jobs = action.jobs(of: bound) else {
      count = 0
      sample = []
      return
    }
    count = try ledger.count(jobs)
    sample = try ledger.list(jobs, limit: Self.sampled)
  }

  /// What was found before anything is changed.
  var json: JSONObject {
    JSONObject([
      ("matched", .number(JSONNumber(Int64(count)))),
      ("sample", .array(sample.map { .object(JobTable().json($0)) })),
    ])
  }

  /// The operator's request, without its id.
  var request: JSONObject { Self.request(action, FilterDocument.json(filter)) }

  /// The operator's request for a filter that was bound before.
  static func request(_ action: MatchedAction, _ match: JSONObject) -> JSONObject {
    JSONObject([("kind", .string(action.rawValue)), ("match", .object(match))])
  }

  /// `1,204 jobs`.
  var jobs: String { Self.jobs(count) }

  private static func jobs(_ count: Int) -> String { Quantity.grouped(count, "job") }

  /// What became of it:
  /// `1,201 jobs canceled; too late for 3: 2 sent, 1 expired; 1 changed after the count`.
  static func sentence(
    _ action: MatchedAction,
    _ result: PublishedResult,
    of count: Int
  ) -> String {
    let affected = result.number("affected").map(Int.init) ?? 0
    var text = "\(jobs(affected)) \(action.done)"
    let late = (result.json["too_late"]?.object?.members ?? [])
      .map { ($0.name, Int($0.value.number?.int64 ?? 0)) }
    let missed = late.reduce(0) { $0 + $1.1 }
    if missed > 0 {
      text += "; too late for \(missed): "
      text += late.map { "\($1) \($0)" }.joined(separator: ", ")
    }
    let changed = count - affected - missed
    guard changed > 0 else { return text }
    return text + "; \(changed) changed after the count, and \(changed == 1 ? "was" : "were") left"
  }
}

extension MatchedAction {
  /// What was done to jobs, after their number.
  var done: String {
    switch self {
    case .cancel: "canceled"
    case .hold: "held"
    case .release: "released"
    case .retry: "submitted again"
    case .flush: "due now"
    }
  }

  /// The word at the beginning of a question or on a button.
  var verb: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }
}
