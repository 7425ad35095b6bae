internal import SMSCore
internal import SMSJSON

extension ReconciliationReport {
  private var counts: [(key: String, value: Int)] {
    [
      ("results", results), ("settled_by_result", settledByResult), ("ids_taken", idsTaken),
      ("lost", lost), ("listed", listed), ("found_in_list", foundInList),
      ("uncertain", uncertain), ("unmatched", unmatched), ("opt_outs", optOuts),
      ("waiting", waiting),
    ]
  }

  /// The values to log.
  var values: [(key: String, value: String)] {
    counts.map { ($0.key, String($0.value)) } + [("faults", String(faults.count))]
  }

  /// What is reported to the command.
  func text(isRestored: Bool) -> String {
    var object = JSONObject([("restored", .bool(isRestored))])
    if isRestored {
      object.set("complete", .bool(isComplete))
      for (key, value) in counts { object.set(key, .number(JSONNumber(Int64(value)))) }
      object.set("faults", .array(faults.map { .string($0) }))
    }
    return String(decoding: JSONWriter.write(.object(object), as: .compact), as: UTF8.self)
  }
}
