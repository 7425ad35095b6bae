internal import FoundationEssentials
internal import SMSCore
internal import SMSHTTP
internal import SMSJSON

extension TransferRequest {
  /// A request to send a message, in the flat form that all three versions accept.
  ///
  /// v2 has no MMS; the ledger lets none begin.
  ///
  /// Source: developer.flowroute.com/api/messages/v2.1/send-an-sms ("compact" format) and
  /// …/send-an-mms.
  ///
  /// - Parameters:
  ///   - dispatch: The message.
  ///   - api: The version to speak.
  ///   - receiptURL: Where to send its receipts; v2 has no such member.
  ///   - copies: The addresses of the copies of its files, which come last.
  init(
    sending dispatch: Dispatch,
    api: APIVersion,
    receiptURL: String? = nil,
    copies: [String] = []
  ) {
    let envelope = dispatch.envelope
    let urls = (envelope.media?.urls ?? []) + copies
    let hasText = urls.isEmpty || !envelope.text.string.isEmpty
    let json = JSONObject(distinct: [
      ("to", .string(api.text(of: envelope.to))), ("from", .string(api.text(of: envelope.from))),
      ("body", hasText ? .string(envelope.text.string) : nil),
      ("media_urls", urls.isEmpty ? nil : .array(urls.map { .string($0) })),
      ("is_mms", envelope.isMMS ? true : nil),
      ("dlr_callback", api == .v2 ? nil : receiptURL.map(JSONValue.string)),
    ])
    let bytes = JSONWriter.write(.object(json), as: .wire)
    self.init(purpose: .send(dispatch), path: api.messagesPath, content: .post(bytes))
  }

  /// The cheapest call that needs valid keys: a list of at most one of today's messages.
  init(probingOn today: WallTime, api: APIVersion) {
    let date = Date(timeIntervalSince1970: Double(today.milliseconds) / 1_000)
    let day = date.formatted(.iso8601.year().month().day())
    let path = "\(api.messagesPath)?start_date=\(day)&limit=1"
    self.init(purpose: .probe, path: path, content: .get)
  }
}

/// A version of Flowroute's messaging API; the raw value appears in the configuration and in URLs.
///
/// | version | id in the answer | numbers |
/// |---|---|---|
/// | v2 | `mdr1-…` with 200 | eleven digits |
/// | v2.1 | `mdr2-…` with 202 | eleven digits |
/// | v2.2 | `mdr2-…` with 202 | `+` and eleven digits |
///
/// Source: developer.flowroute.com/api/messages, versions 2.0, 2.1 and 2.2.
package enum APIVersion: String, CaseIterable, Hashable, Sendable {
  case v2 = "v2"
  case v2dot1 = "v2.1"
  case v2dot2 = "v2.2"

  /// The path for sending and listing, appended to the account's `base_url`.
  var messagesPath: String { "/\(rawValue)/messages" }

  /// A number in this version's documented format.
  func text(of number: PhoneNumber) -> String {
    switch self {
    case .v2, .v2dot1: number.digits
    case .v2dot2: "+" + number.digits
    }
  }
}
