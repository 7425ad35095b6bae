/// A text that a person sends to a number of the account.
package struct HandsetReply: Sendable, Equatable {
  /// The handset's number, or a short code.
  package var from: String
  /// The account's number.
  package var to: String
  package var body: String
  /// The shape of the call: `flat` as in v2, `wrapped` as in v2.1 and v2.2.
  package var shape: ReceiptPlan.Shape
  /// How often the same text is delivered.
  package var copies: Int
  /// Its pictures; with any, it is an MMS.
  package var files: [InboundFile]

  package init(
    from: String,
    to: String,
    body: String,
    shape: ReceiptPlan.Shape = .wrapped,
    copies: Int = 1,
    files: [InboundFile] = []
  ) {
    self.from = from
    self.to = to
    self.body = body
    self.shape = shape
    self.copies = copies
    self.files = files
  }
}
