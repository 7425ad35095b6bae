/// What a listener works with; every closure may be called from its queue.
package struct ListenerDependencies: Sendable {
  /// Whether the bytes are the token; takes equally long for all of one length.
  package var isToken: @Sendable ([UInt8]) -> Bool
  /// Makes notices durable, all or none, and tells what became of each, in order; nil if that failed,
  /// and the provider is to call again.
  package var deliver: @Sendable ([WebhookEvent]) async -> [WebhookEventFate]?
  /// Whether the daemon works.
  package var isHealthy: @Sendable () async -> Bool
  /// Hears of calls that said nothing to us.
  package var unreadable: @Sendable (UnreadableCall) -> Void

  package init(
    isToken: @escaping @Sendable ([UInt8]) -> Bool,
    deliver: @escaping @Sendable ([WebhookEvent]) async -> [WebhookEventFate]?,
    isHealthy: @escaping @Sendable () async -> Bool,
    unreadable: @escaping @Sendable (UnreadableCall) -> Void
  ) {
    self.isToken = isToken
    self.deliver = deliver
    self.isHealthy = isHealthy
    self.unreadable = unreadable
  }
}
