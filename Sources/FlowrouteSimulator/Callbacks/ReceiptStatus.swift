/// The provider's words for a receipt's code.
///
/// Source: Flowroute, "Delivery receipt response codes"; the words of 1003 are documented, the
/// other statuses are those of Kannel, the gateway that the provider seems to use.
struct ReceiptStatus {
  /// nil for the first receipt.
  let code: Int?

  /// The `status`.
  var word: String {
    switch code {
    case nil: "smsc submit"
    case .some(...1_003): "message buffered"
    case 1_004: "delivered"
    default: "delivery failure"
    }
  }

  /// The `status_code_description`.
  var description: String {
    switch code {
    case nil: "Message has been sent"
    case 1_000: "Default State"
    case 1_001: "Message queued for delivery"
    case 1_002: "Message has been sent"
    case 1_003: "Message accepted by Carrier"
    case 1_004: "Message delivered to handset"
    case 1_005: "Message rejected"
    case 1_006: "Message expired"
    case 1_110: "User Opted Out (STOP)"
    case 1_150: "Spam"
    default: "Message failed"
    }
  }
}
