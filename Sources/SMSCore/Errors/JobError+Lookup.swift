extension JobError {
  /// A lookup of a message for which no provider id is known.
  package static func lookupWithoutID(_ target: JobName, is state: JobState) -> JobError {
    JobError(
      code: .unknownMessage,
      message: "The provider's id of message \(target.id) is not known (it is \(state.name)).",
      hint: """
        Only a message that the provider took has a record there. See results/\(target.id).json, \
        and ask again when it names a provider_message_id.
        """
    )
  }

  /// A lookup whose account was removed from the configuration.
  package static func lookupWithoutAccount(_ account: String) -> JobError {
    JobError(
      code: .unknownMessage,
      message: "The message was sent by account \(account), which is no longer configured.",
      hint: "Put accounts.\(account) back into the configuration to look its messages up."
    )
  }
}
