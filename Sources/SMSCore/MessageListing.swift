/// The port to the provider's list of an account's messages for callers that await each page.
package protocol MessageListing: Sendable {
  /// Asks for one page.
  func page(_ query: ListQuery) async -> ListAnswer
}
