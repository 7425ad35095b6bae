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
    if !message.media.isEmpty { object.set("media", .array(message.media.map { .string($0) })) }
    return object
  }
}
