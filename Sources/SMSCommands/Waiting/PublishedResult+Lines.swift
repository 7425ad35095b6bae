internal import SMSArguments
internal import SMSCore
internal import SMSJSON
package import SMSProducer

extension PublishedResult {
  /// The exit status of a command that waited for this result.
  var exitStatus: ExitCode { isGood ? .done : .endedOtherwise }

  /// The result as text: one line, followed by the error and what to do.
  package func lines(width: Int) -> [String] {
    var lines = [headline]
    if let error {
      lines += Paragraph.wrap(Self.cause(error), width: width, indent: "  ")
      let hint = error["hint"]?.string ?? ""
      if let detail = error["provider_detail"]?.string, !hint.contains(detail) {
        lines += Paragraph.wrap("The provider says: \(detail)", width: width, indent: "  ")
      }
      if !hint.isEmpty {
        lines += Paragraph.wrap("What to do: \(hint)", width: width, indent: "  ")
      }
    }
    if let verification { lines += verification }
    lines += preview + batchLines
    if let delivery = json["delivery"]?.object { lines.append("  " + Self.delivery(delivery)) }
    if let record = json["record"]?.object {
      let text = String(decoding: JSONWriter.write(.object(record)), as: UTF8.self)
      lines += text.split(separator: "\n").map { "  " + $0 }
    }
    if let next = text("next_attempt_at"), !isFinal { lines.append("  Next attempt: \(next)") }
    if let end = text("expected_end"), !isFinal { lines.append("  Expected end: \(end)") }
    if let other = text("retried_as") { lines.append("  Submitted again as \(other).") }
    return lines
  }

  /// The first line, such as `order-7: sent to 12065550142 (mdr2-…), 1 segment, 1 attempt`.
  package var headline: String {
    if status == "checked" { return previewHeadline }
    if kind == "batch", status != "rejected" { return batchHeadline }
    var line = "\(id): \(status)"
    if let to = text("to") { line += status == "sent" ? " to \(to)" : ", to \(to)" }
    if let identifier = text("provider_message_id") { line += " (\(identifier))" }
    if let segments = number("segments"), status == "sent" || status == "suppressed" {
      line += ", " + Quantity.of(segments, "segment")
    }
    if status == "suppressed", !isMMS, let encoding = text("encoding") { line += " (\(encoding))" }
    if status == "suppressed", let price = json["price"]?.number {
      line += ", price \(price.text)"
    }
    if isMMS, status == "sent" || status == "suppressed" { line += ", \(extentOfMMS)" }
    if let attempts = number("attempts"), attempts > 0 {
      line += ", " + Quantity.of(attempts, "attempt")
    }
    if let reason = text("reason") {
      line += " (\(reason))"
      if let left = number("attempts_left"), left > 0 {
        line += ", " + Quantity.of(left, "attempt") + " left"
      }
    }
    let updated = (json["updated"]?.array ?? []).compactMap(\.string)
    if !updated.isEmpty { line += " (\(updated.joined(separator: ", ")))" }
    if let affected = number("affected") { line += ", " + Quantity.of(affected, "job") }
    return line
  }

  private var isMMS: Bool { json["is_mms"]?.bool == true }

  private var extentOfMMS: String {
    let media = number("media") ?? 0
    return media > 0 ? "MMS with " + Quantity.of(media, "file") : "MMS"
  }

  /// The first line of a batch, such as `promo: done, 49,983 of 50,000 sent, 17 failed`.
  private var batchHeadline: String {
    guard let messages = number("messages") else { return "\(id): \(status)" }
    let own = Int(messages - (number("repeated") ?? 0))
    let failed = Int(count("failed") + count("expired") + count("uncertain"))
    let canceled = Int(count("canceled"))
    let (sent, all) = (StatusView.grouped(Int(count("sent"))), StatusView.grouped(own))
    var line = "\(id): \(status), \(sent) of \(all) sent"
    if failed > 0 { line += ", \(StatusView.grouped(failed)) failed" }
    let suppressed = Int(count("suppressed"))
    if canceled > 0 { line += ", \(StatusView.grouped(canceled)) canceled" }
    if suppressed > 0 { line += ", \(StatusView.grouped(suppressed)) suppressed" }
    return line
  }

  /// The first line of the answer to a dry run, such as
  /// `order-7: would be queued, to 12065550142 from 12065550101, 1 segment (ascii), in about 3 s`.
  private var previewHeadline: String {
    let outcome =
      switch text("outcome") {
      case "failed": "would fail"
      case "repeated": "would not be sent again"
      case let outcome: "would be \(outcome ?? "checked")"
      }
    var line = "\(id): \(outcome)"
    if let to = text("to") { line += ", to \(to)" }
    if let from = text("from") { line += " from \(from)" }
    if let messages = number("messages") { line += ", \(Quantity.of(messages, "message"))" }
    if let segments = number("segments") {
      line += ", \(Quantity.of(segments, "segment"))"
      if let encoding = text("encoding") { line += " (\(encoding))" }
    }
    if isMMS { line += ", \(extentOfMMS)" }
    if let count = number("mms") { line += ", \(count) MMS" }
    if let seconds = json["expected_seconds"]?.number?.double {
      line += ", in about \(Span.text(Interval(seconds: seconds)))"
    }
    if let price = json["price"]?.number { line += ", price \(price.text)" }
    return line
  }

  /// What else the answer to a dry run says.
  private var preview: [String] {
    guard status == "checked" else { return [] }
    var lines: [String] = []
    let costly = (json["costly_characters"]?.array ?? [])
      .compactMap { $0.object?["character"]?.string }
    if !costly.isEmpty {
      lines.append("  Not ASCII, which costs segments: \(costly.joined(separator: " "))")
    }
    let blocks = (json["blocked_by"]?.array ?? []).compactMap(\.string)
    if !blocks.isEmpty { lines.append("  Blocked by: \(blocks.joined(separator: ", "))") }
    return lines
  }

  /// The state of the code of a `verify` or `enroll` request.
  private var verification: [String]? {
    guard let facts = json["verification"]?.object,
      let expiry = facts["expires_at"]?.string, let left = facts["attempts_left"]?.number?.int64
    else { return nil }
    return ["  The code expires \(expiry); \(Quantity.of(left, "attempt")) left."]
  }

  /// The status from the receipts: `Delivery: delivered (1004: Message delivered to handset)`.
  private static func delivery(_ delivery: JSONObject) -> String {
    let words = [delivery["code"]?.number?.text, delivery["description"]?.string]
      .compactMap(\.self).joined(separator: ": ")
    return "Delivery: \(delivery["status"]?.string ?? "")" + (words.isEmpty ? "" : " (\(words))")
  }

  /// The error, such as `forbidden (HTTP 403): …`.
  private static func cause(_ error: JSONObject) -> String {
    let code = error["code"]?.string ?? "error"
    let status = error["http_status"]?.number.map { " (HTTP \($0.text))" } ?? ""
    return "\(code)\(status): \(error["message"]?.string ?? "")"
  }
}
