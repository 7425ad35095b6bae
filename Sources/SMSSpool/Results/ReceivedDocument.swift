internal import SMSCore

/// Builds the files in `received/` of the contract.
enum ReceivedDocument {
  /// An inbound message, members in the order of the schema.
  static func of(_ received: ReceivedMessage) -> JSONObject {
    let message = received.message
    var object = JSONObject([
      ("id", .string(message.id)), ("from", .string(message.from)),
      ("to", .string(message.to.digits)), ("body", .string(message.body)),
      ("received_at", .string(RFC3339.text(milliseconds: received.receivedAt.milliseconds))),
    ])
    object.set("in_reply_to", ifPresent: received.inReplyTo.map { .string($0) })
    if !message.media.isEmpty {
      object.set("media", .array(message.media.map { .string($0.url) }))
      object.set("media_details", .array(message.media.map { .object(details(of: $0)) }))
    }
    return object
  }

  private static func details(of media: InboundMedia) -> JSONObject {
    var object = JSONObject([("url", .string(media.url))])
    object.set("content_type", ifPresent: media.type.map { .string($0) })
    object.set("size", ifPresent: media.size.map { .number(JSONNumber(Int64($0))) })
    object.set("name", ifPresent: media.name.map { .string($0) })
    return object
  }
}
