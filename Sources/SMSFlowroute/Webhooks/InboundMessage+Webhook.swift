internal import SMSCore
internal import SMSJSON

extension InboundMessage {
  /// Reads an inbound message; nil without an id, a sender, or one of our numbers.
  ///
  /// There are two shapes, regardless of the id's prefix: the flat one of v2 (`id`, `to`, `from`,
  /// `body`), and `{"data": {"id", "attributes"}, "included": […]}` of v2.1 and v2.2. The text of
  /// an MMS is null, and its pictures are in `included`.
  ///
  /// Source: developer.flowroute.com/api/messages, "Receive an inbound message", 2.0 and 2.1.
  init?(webhook json: JSONValue) {
    let resource = json["data"] ?? json
    let included = (json["included"] ?? resource["included"])?.array ?? []
    self.init(resource, id: resource["id"] ?? json["id"], included: included)
  }

  fileprivate init?(_ resource: JSONValue, id: JSONValue?, included: [JSONValue]) {
    let attributes = resource["attributes"] ?? resource
    guard let id = id?.webhookText, MessageID.isAcceptable(id),
      let from = attributes["from"]?.webhookText.flatMap(WebhookText.sender),
      let to = WebhookText.phone(attributes["to"])
    else { return nil }
    self.init(
      id: id,
      from: from,
      to: to,
      body: attributes["body"]?.webhookText ?? "",
      media: Self.media(in: included)
    )
  }

  /// The files with a link, each link once.
  private static func media(in included: [JSONValue]) -> [InboundMedia] {
    var known: Set<String> = []
    return included.compactMap(InboundMedia.init(webhook:))
      .filter { known.insert($0.url).inserted }
  }
}

extension InboundRecord {
  /// Reads a record of a list; nil unless it says that it is inbound.
  ///
  /// Its pictures are among those of the whole list, by their ids.
  ///
  /// Source: developer.flowroute.com/api/messages/v2.1, "List messages" and "Look up a message".
  init?(_ record: JSONValue, included: [JSONValue]) {
    let attributes = record["attributes"] ?? record
    guard attributes["direction"]?.webhookText?.lowercased() == "inbound" else { return nil }
    let media = record["relationships"]?["media"]?["data"]?.array ?? []
    let names = Set(media.compactMap { $0["id"]?.webhookText })
    let own = included.filter { $0["id"]?.webhookText.map(names.contains) ?? false }
    guard let message = InboundMessage(record, id: record["id"], included: own) else { return nil }
    self.init(message: message, at: attributes["timestamp"]?.webhookText.flatMap(Timestamp.time))
  }
}

extension InboundMedia {
  /// The maximum length of a link in bytes; links are never cut, as part of one is useless.
  private static let longestURL = 8_192

  /// Reads an element of `included`; nil without a link.
  fileprivate init?(webhook json: JSONValue) {
    guard let attributes = json["attributes"], let url = attributes["url"]?.webhookText,
      !url.isEmpty, url.utf8.count <= Self.longestURL,
      url.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F })
    else { return nil }
    self.init(
      url: url,
      type: attributes["mime_type"]?.webhookText.map { WebhookText.line($0, upTo: 128) },
      size: attributes["file_size"]?.integer,
      name: attributes["file_name"]?.webhookText.map { WebhookText.line($0, upTo: 255) }
    )
  }
}
