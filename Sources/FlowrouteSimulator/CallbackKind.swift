/// Which of the account's callbacks a setting refers to.
enum CallbackKind: String, CaseIterable {
  case sms = "sms_callback"
  case mms = "mms_callback"
  case smsReceipt = "sms_dlr_callback"
  case mmsReceipt = "mms_dlr_callback"

  /// Parses the last part of a path; the deprecated `dlr_callback` still means SMS receipts.
  init?(pathComponent: Substring) {
    self.init(
      rawValue: pathComponent == "dlr_callback" ? "sms_dlr_callback" : String(pathComponent)
    )
  }

  /// The `product` in a setting, as the provider names it.
  var product: String {
    switch self {
    case .sms: "sms"
    case .mms: "mms"
    case .smsReceipt: "dlr"
    case .mmsReceipt: "mms_dlr"
    }
  }
}
