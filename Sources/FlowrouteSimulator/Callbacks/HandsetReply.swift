/// A text that a person sends to a number of the account.
package struct HandsetReply: Sendable, Equatable {
  /// The handset, or a short code.
  package var from: String
  /// The account's number.
  package var to: String
  package var body: String
  /// How the call is written: `flat` as v2 has it, `wrapped` as v2.1 and v2.2 do.
  package var shape: ReceiptPlan.Shape
  /// How often the same text is delivered.
  package var copies: Int

  package init(
    from: String,
    to: String,
    body: String,
    shape: ReceiptPlan.Shape = .wrapped,
    copies: Int = 1
  ) {
    self.from = from
    self.to = to
    self.body = body
    self.shape = shape
    self.copies = copies
  }
}
