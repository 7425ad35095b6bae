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
