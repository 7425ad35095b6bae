internal import SMSCore
internal import SMSJSON

extension OwnNumber {
  /// The number for `--json`: the provider's members, and what the configuration says of it.
  func json(account: String, isConfigured: Bool, pools: [String] = []) -> JSONObject {
    JSONObject(distinct: [
      ("account", .string(account)), ("number", .string(number.digits)),
      ("alias", Self.text(alias)),
      ("messaging_enabled", isMessagingEnabled.map { .bool($0) } ?? .null),
      ("number_type", Self.text(kind)), ("rate_center", Self.text(rateCenter)),
      ("state", Self.text(state)), ("iso_country", Self.text(country)),
      ("status", Self.text(status)), ("note", Self.text(note)),
      ("configured", .bool(isConfigured)),
      ("pools", pools.isEmpty ? nil : .array(pools.map { .string($0) })),
      ("task", task.map { .object($0.json) }),
    ])
  }

  private static func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }

  /// `on`, `off` or `?`.
  var messagingWord: String { isMessagingEnabled.map { $0 ? "on" : "off" } ?? "?" }
}

extension MessagingTask {
  var json: JSONObject {
    JSONObject([
      ("id", id.map { .string($0) } ?? .null), ("status", status.map { .string($0) } ?? .null),
    ])
  }

  /// ` (task 7f…, "processing")`; empty if nothing is known of it.
  var clause: String {
    let parts = [id.map { "task \($0)" }, status.map { "\"\($0)\"" }].compactMap(\.self)
    return parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))"
  }
}

extension AvailableNumber {
  /// The number for `--json`.
  var json: JSONObject {
    func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
    return JSONObject([
      ("number", .string(number.digits)), ("number_type", text(kind)),
      ("rate_center", text(rateCenter)), ("state", text(state)),
      ("monthly_cost", Self.amount(monthlyCost)), ("setup_cost", Self.amount(setupCost)),
    ])
  }

  /// A number if the provider wrote one, else its text.
  private static func amount(_ text: String?) -> JSONValue {
    guard let text else { return .null }
    return JSONNumber(validating: text).map { .number($0) } ?? .string(text)
  }

  /// `$1.25`; a dash if the provider did not say it.
  static func price(_ text: String?) -> String {
    guard let text else { return "-" }
    return text.hasPrefix("$") ? text : "$\(text)"
  }

  /// `$1.25 a month, $1.0 to set up`.
  var prices: String {
    let parts = [
      monthlyCost.map { "\(Self.price($0)) a month" },
      setupCost.map { "\(Self.price($0)) to set up" },
    ].compactMap(\.self)
    return parts.isEmpty ? "the provider does not say what it costs" : parts.joined(separator: ", ")
  }

  /// `longcode, SEATTLE, wa`.
  var place: String {
    [kind, rateCenter, state].compactMap(\.self).joined(separator: ", ")
  }
}

extension NumberCheck.Verdict {
  /// What it means, for a table.
  var words: String {
    switch self {
    case .ok: "ok"
    case .missing: "not in the account"
    case .disabled: "SMS is off"
    case .unclear: "SMS is not said"
    case .unconfigured: "not configured"
    }
  }
}
