package import SMSCore
internal import SMSJSON

/// What Flowroute's calls say.
package struct FlowrouteWebhooks: WebhookReading {
  package init() {}

  /// Identifies a call by its shape, since one address may be set for both kinds; if the shape is
  /// ambiguous, the address decides.
  package func event(
    in body: [UInt8],
    at hook: WebhookKind
  ) throws(WebhookFault) -> WebhookEvent {
    guard let json = JSONValue(webhook: body) else { throw .noObject }
    let resource = json["data"] ?? json
    let attributes = resource["attributes"] ?? resource
    let isReceipt: Bool =
      switch resource["type"]?.webhookText ?? json["type"]?.webhookText {
      case "delivery_receipt": true
      case "message": false
      default:
        attributes["status_code"] != nil || attributes["level"] != nil || hook == .receipt
      }
    let receipt = { Receipt(webhook: json).map(WebhookEvent.receipt) }
    let message = { InboundMessage(webhook: json).map(WebhookEvent.message) }
    guard let event = isReceipt ? receipt() : message() else { throw .unusable }
    return event
  }
}
