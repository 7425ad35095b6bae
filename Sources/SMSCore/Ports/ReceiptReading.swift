/// The port to what the codes and words of the provider's receipts mean.
package protocol ReceiptReading: Sendable {
  /// What a receipt says about its message.
  func status(of receipt: Receipt) -> Delivery.Status

  /// Whether it reports a failure that a delivery may still follow.
  func isPremature(_ receipt: Receipt) -> Bool

  /// The code of a receipt whose recipient has opted out.
  var optOutCode: Int { get }
}
