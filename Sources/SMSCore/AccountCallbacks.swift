/// A setting of the account: where the provider calls us.
///
/// Source: developer.flowroute.com/api/messages, "Set an account-level callback".
package enum AccountCallback: String, CaseIterable, Hashable, Sendable {
  /// Texts that people send.
  case messages = "sms_callback"
  /// Delivery receipts of messages that name no URL of their own.
  case receipts = "sms_dlr_callback"
}

/// The port to the account's callbacks at the provider.
package protocol AccountCallbacks: Sendable {
  /// Where the provider calls; nil if it does not.
  func callback(_ callback: AccountCallback) async -> Result<String?, ProviderError>

  /// Has the provider call a URL.
  func setCallback(
    _ callback: AccountCallback,
    to url: String
  ) async -> Result<Void, ProviderError>

  /// Has the provider call nobody.
  func removeCallback(_ callback: AccountCallback) async -> Result<Void, ProviderError>
}
