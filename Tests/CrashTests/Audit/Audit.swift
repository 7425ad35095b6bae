import SMSJSON

/// Compares submissions, results, the ledger and the provider's records.
struct Audit {
  /// The submitted requests.
  var submissions: [Submission]

  /// The results in the spools, by id.
  var results: [String: JSONObject]

  /// The ledger's jobs, by id.
  var ledger: [String: JSONObject]

  /// The messages accepted by the provider.
  var deliveries: [Delivery]

  /// What does not agree, in sentences; empty if everything does.
  var disagreements: [String] {
    let keys = Dictionary(deliveries.map { ($0.id, $0.key) }) { first, _ in first }
    return strangers + submissions.flatMap { disagreements($0, keys) } + miscounts + twins
      + differences
  }

  /// Ids that were never submitted.
  private var strangers: [String] {
    let known = Set(submissions.map(\.id))
    let acceptable = Set(submissions.filter { $0.key != nil }.map(\.id))
    return Set(results.keys).subtracting(known).map { "\($0): has a result, was not submitted" }
      + Set(ledger.keys).subtracting(acceptable).map { "\($0): is in the ledger, and may not be" }
  }

  private func disagreements(
    _ submission: Submission,
    _ keys: [String: MessageKey]
  ) -> [String] {
    let id = submission.id
    guard let result = results[id] else { return ["\(id): no result"] }
    let status = result["status"]?.string ?? "no status"
    guard result["final"]?.bool == true else { return ["\(id): \(status) is not final"] }
    guard let key = submission.key else {
      return status == "rejected" ? [] : ["\(id): \(status) instead of rejected"]
    }
    guard status == "sent" else {
      return ["\(id): \(status), \(result["error"]?.object?["code"]?.string ?? "no error")"]
    }
    guard let name = result["provider_message_id"]?.string else { return ["\(id): no provider id"] }
    guard let delivered = keys[name] else { return ["\(id): \(name) is unknown to the provider"] }
    return delivered == key ? [] : ["\(id): \(name) is another message's"]
  }

  /// Messages that the provider received too often or too rarely.
  private var miscounts: [String] {
    let wanted = counts(submissions.compactMap(\.key))
    let got = counts(deliveries.map(\.key))
    return Set(wanted.keys).union(got.keys).compactMap { key in
      let (wanted, got) = (wanted[key, default: 0], got[key, default: 0])
      let id = submissions.first { $0.key == key }?.id ?? "\(key)"
      return wanted == got ? nil : "\(id): delivered \(got) times instead of \(wanted)"
    }
  }

  /// Results that claim the same delivery.
  private var twins: [String] {
    counts(results.values.compactMap { $0["provider_message_id"]?.string })
      .compactMap { $1 > 1 ? "\($0): in \($1) results" : nil }
  }

  /// Jobs whose result differs from the ledger.
  private var differences: [String] {
    submissions.filter { $0.key != nil }.compactMap { submission in
      let id = submission.id
      guard let job = ledger[id] else { return "\(id): not in the ledger" }
      guard let result = results[id] else { return nil }
      let names = Set((job.members + result.members).map(\.name)).subtracting(["spool"])
      let differing = names.filter { job[$0] != result[$0] }.sorted()
      return differing.isEmpty ? nil : "\(id): ledger and result differ in \(differing)"
    }
  }

  private func counts<Key>(_ keys: [Key]) -> [Key: Int] {
    keys.reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }
}
