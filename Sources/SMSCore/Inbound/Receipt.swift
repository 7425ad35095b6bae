/// A delivery receipt from the provider (DLR), without the message's text.
///
/// Its fields are as the provider sent them; some may be missing.
/// Source: the provider's API reference, delivery receipts.
package struct Receipt: Hashable, Sendable {
  /// The provider's id of the message.
  package var messageID: String
  /// 1: handed to the carrier; 2: anything later; nil in the flat shape.
  package var level: Int?
  /// The provider's word, such as `message buffered`; it counts if there is no code.
  package var status: String
  /// Absent in a level 1 receipt.
  package var code: Int?
  package var description: String?
  /// The provider's time.
  package var at: WallTime?
  /// The message's recipient and sender, if the receipt names them.
  package var to: PhoneNumber?
  package var from: PhoneNumber?

  package init(
    messageID: String,
    level: Int? = nil,
    status: String,
    code: Int? = nil,
    description: String? = nil,
    at: WallTime? = nil,
    to: PhoneNumber? = nil,
    from: PhoneNumber? = nil
  ) {
    self.messageID = messageID
    self.level = level
    self.status = status
    self.code = code
    self.description = description
    self.at = at
    self.to = to
    self.from = from
  }
}
