/// The port to what the provider's calls to the listener say.
package protocol WebhookReading: Sendable {
  /// Reads the body of a call.
  ///
  /// - Parameters:
  ///   - body: Its bytes.
  ///   - hook: What the address is for, which may be another kind than the call.
  /// - Returns: What the provider reports.
  /// - Throws: `WebhookFault` if the call cannot be understood.
  func event(in body: [UInt8], at hook: WebhookKind) throws(WebhookFault) -> WebhookEvent
}

/// A kind of call.
package enum WebhookKind: Hashable, Sendable {
  case receipt
  case message
}

/// What the provider reported with one call.
package enum WebhookEvent: Hashable, Sendable {
  case receipt(Receipt)
  case message(InboundMessage)
}

/// Why a call cannot be understood; the raw value is for the log, without any of its content.
package enum WebhookFault: String, Error {
  case noObject = "no JSON object"
  case unusable = "a required member is missing or of another type"
}

/// The port to what the codes and words of the provider's receipts mean.
package protocol ReceiptReading: Sendable {
  /// What a receipt says about its message.
  func status(of receipt: Receipt) -> Delivery.Status

  /// Whether it reports a failure that a delivery may still follow.
  func isPremature(_ receipt: Receipt) -> Bool

  /// The code of a receipt whose recipient has opted out.
  var optOutCode: Int { get }
}
