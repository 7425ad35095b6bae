package import SMSJSON

/// A result file, as far as a producer has to understand it.
package struct PublishedResult: Equatable, Sendable {
  package let json: JSONObject

  package init(_ json: JSONObject) {
    self.json = json
  }

  /// Parses a result file.
  ///
  /// - Throws: `JSONFault` if it is not one of ours.
  package init(_ bytes: [UInt8]) throws(JSONFault) {
    let value = try JSONParser.parseWritten(bytes, isForTerminal: true)
    guard case .object(let object) = value else {
      throw JSONFault(rule: .expectedValue, line: 1, column: 1)
    }
    self.init(object)
  }

  /// The request's id; empty if the file has none.
  package var id: String { text("id") ?? "" }
  package var kind: String { text("kind") ?? "message" }
  /// The contract's word for the state.
  package var status: String { text("status") ?? "" }
  /// Whether the result will not change any more, except for delivery.
  package var isFinal: Bool { json["final"]?.bool ?? false }

  /// Whether it belongs to a request that was accepted from the submission with this token.
  package func isOf(submission ack: String) -> Bool {
    (json["acks"]?.array ?? []).contains { $0.string == ack }
  }

  /// Whether it is the answer to the dry run with this token.
  package func isPreview(of ack: String) -> Bool {
    status == "checked" && text("ack") == ack
  }

  /// Whether the submission with this token was refused; the refusal of an unreadable file is named
  /// by the token, and does not contain it.
  package func isRefusal(of ack: String) -> Bool {
    status == "rejected" && (text("ack") ?? id) == ack
  }

  /// Whether what was asked for was done.
  ///
  /// Of a batch: whether all its messages were sent, or it was canceled.
  package var isGood: Bool {
    if status == "checked" { return ["queued", "repeated"].contains(text("outcome")) }
    if kind == "batch", status == "done" {
      return Self.endedUnsent.allSatisfy { count($0) == 0 }
    }
    return ["sent", "approved", "found", "canceled", "done"].contains(status)
  }

  /// The states of a batch's messages that ended and were not sent.
  package static let endedUnsent = ["failed", "expired", "canceled", "uncertain", "suppressed"]

  package func text(_ name: String) -> String? { json[name]?.string }

  package func number(_ name: String) -> Int64? { json[name]?.number?.int64 }

  package var error: JSONObject? { json["error"]?.object }

  /// Of a batch: how many of its messages have that status.
  package func count(_ status: String) -> Int64 {
    json["counts"]?.object?[status]?.number?.int64 ?? 0
  }
}
