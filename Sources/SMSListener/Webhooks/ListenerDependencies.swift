package import SMSCore

/// What a listener depends on; every closure may be called from its queue.
package struct ListenerDependencies: Sendable {
  /// The first part of the paths that the provider calls.
  package var root: String
  /// What its calls say.
  package var webhooks: any WebhookReading
  /// Whether the bytes are the token; takes equally long for all inputs of one length.
  package var isToken: @Sendable ([UInt8]) -> Bool
  /// Makes events durable, all or none, and returns the fate of each, in order; nil if that failed,
  /// and the provider should call again.
  package var deliver: @Sendable ([WebhookEvent]) async -> [WebhookEventFate]?
  /// Whether the daemon works.
  package var isHealthy: @Sendable () async -> Bool
  /// The files of messages.
  package var media = ServedMedia()
  /// Receives calls that could not be understood.
  package var unreadable: @Sendable (UnreadableCall) -> Void

  package init(
    root: String,
    webhooks: any WebhookReading,
    isToken: @escaping @Sendable ([UInt8]) -> Bool,
    deliver: @escaping @Sendable ([WebhookEvent]) async -> [WebhookEventFate]?,
    isHealthy: @escaping @Sendable () async -> Bool,
    unreadable: @escaping @Sendable (UnreadableCall) -> Void
  ) {
    self.root = root
    self.webhooks = webhooks
    self.isToken = isToken
    self.deliver = deliver
    self.isHealthy = isHealthy
    self.unreadable = unreadable
  }
}

/// The files of messages, which the provider fetches.
package struct ServedMedia: Sendable {
  /// Whether there are files of a key; a quick look.
  package var contains: @Sendable (_ key: String) -> Bool
  /// The content and the type of a file; nil if there is none.
  package var file:
    @Sendable (_ name: String, _ key: String) async -> (bytes: [UInt8], type: String)?

  package init(
    contains: @escaping @Sendable (_ key: String) -> Bool = { _ in false },
    file:
      @escaping @Sendable (_ name: String, _ key: String) async -> (bytes: [UInt8], type: String)? =
      {
        _,
        _ in nil
      }
  ) {
    self.contains = contains
    self.file = file
  }
}
