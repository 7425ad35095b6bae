internal import SMSCore
internal import SMSJSON

extension Receipt {
  /// The maximum number of characters kept of the provider's words.
  private static let longest = 500

  /// Reads a receipt; nil without a valid id.
  ///
  /// There are two shapes: `{"data": {"type", "id", "attributes"}}`, as documented, and, for some
  /// accounts, the same without `data`, without a level and, in the first receipt, without a code.
  ///
  /// Source: developer.flowroute.com/api/messages/v2.1, "Receive a delivery receipt".
  init?(webhook json: JSONValue) {
    let resource = json["data"] ?? json
    let attributes = resource["attributes"] ?? resource
    guard let id = (resource["id"] ?? json["id"])?.webhookText, MessageID.isAcceptable(id) else {
      return nil
    }
    let description = attributes["status_code_description"]?.webhookText
    self.init(
      messageID: id,
      level: attributes["level"]?.integer,
      status: WebhookText.line(attributes["status"]?.webhookText ?? "", upTo: Self.longest),
      code: attributes["status_code"]?.integer,
      description: description.map { WebhookText.line($0, upTo: Self.longest) },
      at: attributes["timestamp"]?.webhookText.flatMap(Timestamp.time),
      to: WebhookText.phone(attributes["to"]),
      from: WebhookText.phone(attributes["from"])
    )
  }
}
