/// The port to what the provider's errors mean for people: what happened, and what to do about it.
///
/// It is pure: the same error of the same account always reads the same.
package protocol ErrorExplaining: Sendable {
  /// The published form of an error on the way to the provider.
  ///
  /// - Parameters:
  ///   - error: The error.
  ///   - account: The account that met it.
  ///   - envelope: The message it is about; nil for an error of the account as a whole.
  ///   - attempt: The attempt that failed, from 1.
  /// - Returns: The error with its message and its hint.
  func explain(
    _ error: ProviderError,
    of account: AccountFacts,
    about envelope: Envelope?,
    attempt: Int?
  ) -> JobError

  /// The published form of the error of a call that sends nothing, which mentions no message.
  func explain(call error: ProviderError, of account: AccountFacts) -> JobError

  /// The published form of the error of a call about one of the account's numbers, or all of them.
  func explain(numbers error: ProviderError, of account: AccountFacts) -> JobError

  /// An error that is usually the account's, of a message that met it twice while others did not.
  func ofOneMessage(_ error: JobError) -> JobError

  /// An error after which the provider's list has shown that the message was not accepted.
  func notSent(_ error: JobError) -> JobError

  /// An error after which it cannot be determined whether the message was sent.
  ///
  /// - Parameters:
  ///   - error: The error of the attempt.
  ///   - list: Why the provider's list does not settle it.
  ///   - parties: The numbers of the message.
  /// - Returns: The error with what to look for.
  func unsettled(_ error: JobError, _ list: UnsettledList, _ parties: Parties) -> JobError

  /// A lookup of a record that the provider does not have.
  func recordAbsent(_ target: JobName, account: String) -> JobError

  /// What is known of an account that the configuration does not name.
  func facts(ofUnconfigured account: String) -> AccountFacts
}

extension ErrorExplaining {
  /// The published form of an error that is the account's as a whole.
  package func explain(_ error: ProviderError, of account: AccountFacts) -> JobError {
    explain(error, of: account, about: nil, attempt: nil)
  }

  /// A message that waits in a restored ledger, and may have been sent since the backup.
  package func unclearSinceBackup(_ parties: Parties) -> JobError {
    let restored = JobError(
      code: .interrupted,
      message: "The ledger was restored from a backup that is older than what was sent since.",
      hint: ""
    )
    return unsettled(restored, .isUnclear, parties)
  }
}

/// Why the provider's list does not settle whether a message was sent.
package enum UnsettledList: Sendable {
  /// No look could be made before the message expired.
  case isUnread
  /// It holds a record that may be this message's, or another's.
  case isUnclear
}

/// What hints say about an account; none of it is secret.
package struct AccountFacts: Hashable, Sendable {
  package var name: String
  /// The address of the provider's API.
  package var baseURL: String
  /// `v2`, `v2.1` or `v2.2`.
  package var api: String
  /// Where the keys were read from, in words: a file, the unit's credentials, the environment.
  package var keySource: String
  /// nil: the system's CA bundle.
  package var caFile: String?
  package var messagesPerSecond: Double
  package var mmsPerSecond = 1.0

  package init(
    name: String,
    baseURL: String,
    api: String,
    keySource: String,
    caFile: String?,
    messagesPerSecond: Double
  ) {
    self.name = name
    self.baseURL = baseURL
    self.api = api
    self.keySource = keySource
    self.caFile = caFile
    self.messagesPerSecond = messagesPerSecond
  }
}
