/// A request that was received, as tests see it.
package struct SeenRequest: Sendable, Equatable {
  /// The method, as sent.
  package let method: String

  /// The path, without the query.
  package let path: String

  /// The query's members.
  package let query: [String: String]

  /// The `Content-Type` header; nil if there was none.
  package let contentType: String?

  /// Whether it carried the account's keys.
  package let isAuthorized: Bool

  /// When it had been read, in monotonic nanoseconds.
  package let arrivedAt: Int64

  /// The answer's status; nil if the connection was closed without one.
  package let status: Int?
}
