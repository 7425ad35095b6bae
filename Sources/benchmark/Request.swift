internal import SMSSystem

/// The request for one message, different from all others in id and recipient.
struct Request {
  let id: String
  let bytes: [UInt8]

  /// Makes a request.
  ///
  /// - Parameters:
  ///   - message: The message's number, 0 to 3,509,999; beyond, recipients have a meaning.
  ///   - priority: The contract's word; nil omits the member.
  ///   - isSpread: Whether the recipients are in many time zones.
  init(_ message: Int, priority: String? = nil, isSpread: Bool = false) {
    id = "message-\(message)"
    let to = isSpread ? Request.spreadRecipient(of: message) : Request.recipient(of: message)
    let rest = priority.map { #","priority":"\#($0)"}"# } ?? "}"
    bytes = Array(
      #"{"id":"\#(id)","to":"\#(to)","body":"Your order \#(id) is ready."\#(rest)"#.utf8
    )
  }

  /// The name of its file, and of its result's file.
  var file: FileName { Request.name("\(id).json") }

  /// The name of its file before submission.
  var draft: FileName { Request.name(".\(id)") }

  /// How many recipients there are, and what the step from one to the next is: as in a real list,
  /// they are in no order.
  private static let (recipients, step) = (3_510_000, 1_000_003)

  /// The recipient, 11 digits; no phone has an exchange that ends in 11.
  static func recipient(of message: Int) -> String {
    let place = message < recipients ? message * step % recipients : message
    let (hundred, rest) = (place / 10_000).quotientAndRemainder(dividingBy: 99)
    let exchange = 200 + 100 * hundred + rest + (rest < 11 ? 0 : 1)
    return "\(12_060_000_000 + 10_000 * exchange + place % 10_000)"
  }

  /// Area codes whose time zones differ, those of one zone among them as often as in a real list.
  private static let areaCodes = [
    212, 404, 617, 305, 313, 317, 416, 312, 214, 713, 850, 270, 303, 602, 208, 415, 206, 503, 907,
    808, 902, 204, 604, 709,
  ]

  /// A recipient in one of many time zones, 11 digits.
  private static func spreadRecipient(of message: Int) -> String {
    let (number, area) = message.quotientAndRemainder(dividingBy: areaCodes.count)
    return "1\(areaCodes[area])" + String(recipient(of: number).dropFirst(4))
  }

  private static func name(_ text: String) -> FileName {
    guard let name = FileName(text) else { preconditionFailure("letters and digits make a name") }
    return name
  }
}
