/// What a hint says about an account; no secret is among it.
package struct AccountFacts: Hashable, Sendable {
  package var name: String
  package var baseURL: String
  /// `v2`, `v2.1` or `v2.2`.
  package var api: String
  /// Where the keys were read from, in words: a file, the unit's credentials, the environment.
  package var keySource: String
  package var caFile: String?
  package var messagesPerSecond: Double

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
