/// The port to the numbers at the provider: those of the account, and those for sale.
///
/// Nothing is repeated: each call is made once, and its caller decides what follows.
package protocol NumberProvisioning: Sendable {
  /// A page of the account's numbers.
  func ownNumbers(_ page: NumberPageQuery) async -> Result<NumberPage<OwnNumber>, ProviderError>

  /// A page of the numbers for sale that a search finds.
  func availableNumbers(
    _ search: NumberSearch,
    _ page: NumberPageQuery
  ) async -> Result<NumberPage<AvailableNumber>, ProviderError>

  /// The details of a number; nil if it is not the account's.
  func details(of number: PhoneNumber) async -> Result<OwnNumber?, ProviderError>

  /// Buys a number, and has it enabled for texts if wanted.
  func buy(_ number: PhoneNumber, withMessaging: Bool) async -> OwnershipAnswer

  /// Gives a number back.
  func release(_ number: PhoneNumber) async -> OwnershipAnswer

  /// Sets the customer's name of a number.
  func setAlias(_ alias: String, of number: PhoneNumber) async -> Result<Void, ProviderError>

  /// Has a number enabled or disabled for texts, which takes a while.
  func setMessaging(
    _ isEnabled: Bool,
    of number: PhoneNumber
  ) async -> Result<MessagingTask, ProviderError>

  /// Asks for the status of a task; nil if the provider does not know it.
  func status(ofTask id: String) async -> Result<String?, ProviderError>

  /// Sets where the provider calls for this number, instead of where it does for the account.
  func setCallback(
    _ callback: AccountCallback,
    of number: PhoneNumber,
    to url: String
  ) async -> Result<Void, ProviderError>
}
