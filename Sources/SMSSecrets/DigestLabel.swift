/// What a keyed digest is made for: the same bytes under two labels give unrelated digests.
package enum DigestLabel: String, Sendable, CaseIterable {
  /// The normalised content of a request, for "the same id with the same content".
  case request = "smsdispatch.request.1"
  /// Account, sender, recipient and text of a message, for "no other of that key begins".
  case message = "smsdispatch.message.1"
}
