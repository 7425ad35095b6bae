internal import SMSCore
internal import SMSJSON
internal import SMSProducer

extension PublishedResult {
  /// How far a batch is.
  struct BatchCounts {
    var messages: Int
    var sent: Int
    /// Those that ended otherwise.
    var notSent: Int

    var ended: Int { sent + notSent }
  }

  /// nil if it is not the result of a batch in the ledger.
  var batchCounts: BatchCounts? {
    guard kind == "batch", json["counts"] != nil, let messages = number("messages") else {
      return nil
    }
    return BatchCounts(
      messages: Int(messages),
      sent: Int(count("sent")),
      notSent: Self.endedUnsent.reduce(0) { $0 + Int(count($1)) }
    )
  }

  /// What else there is to say about a batch.
  var batchLines: [String] {
    guard kind == "batch" else { return [] }
    var lines: [String] = []
    let errors = (json["errors"]?.object?.members ?? [])
      .compactMap { error in error.value.number.map { "\(error.name) \($0.text)" } }
    if !errors.isEmpty { lines.append("  Errors: \(errors.joined(separator: ", "))") }
    for (member, words) in [
      ("repeated", "known before, not sent again"), ("opted_out", "opted out"),
      ("normalized", "normalized"), ("would_expire", "would expire before their turn"),
    ] {
      if let count = number(member), count > 0 {
        lines.append("  \(Quantity.of(count, "message")) \(words)")
      }
    }
    lines += faultLines
    return lines
  }

  /// What is wrong with the lines of a batch, the same fault of several lines once.
  private var faultLines: [String] {
    var groups: [(fault: String, lines: [String])] = []
    for fault in (json["faults"]?.array ?? []).compactMap(\.object) {
      let text = "\(fault["message"]?.string ?? ""). \(fault["repair"]?.string ?? "")"
      let line = fault["line"]?.number.map { [$0.text] } ?? []
      if let known = groups.firstIndex(where: { $0.fault == text }) {
        groups[known].lines += line
      } else {
        groups.append((text, line))
      }
    }
    return groups.map { "  \(Self.place($0.lines))\($0.fault)" }
  }

  private static func place(_ lines: [String]) -> String {
    let named = 5
    guard lines.count > 1 else { return lines.first.map { "line \($0): " } ?? "" }
    let more = lines.count > named ? " and \(lines.count - named) more" : ""
    return "lines \(lines.prefix(named).joined(separator: ", "))\(more): "
  }
}
