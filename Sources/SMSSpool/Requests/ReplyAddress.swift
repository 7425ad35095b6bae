internal import SMSCore
internal import SMSJSON

/// The two ends of a message in `received/`.
package struct ReceivedEnds: Sendable, Equatable {
  /// The sender: a number or a short code.
  package var from: String
  /// The number of ours that received it.
  package var to: String

  package init(from: String, to: String) {
    self.from = from
    self.to = to
  }
}

/// Addresses a reply to a received message: `to` and `from` are those of the message, swapped.
struct ReplyAddress {
  /// The request with `to` and `from` in place of `in_reply_to`; unchanged if there is a fault.
  private(set) var object: JSONObject
  /// The rule that `in_reply_to` violates, and its repair; nil if there is none.
  private(set) var fault: (rule: String, repair: String)?

  /// - Parameters:
  ///   - object: The request.
  ///   - received: Looks up a message in the spool's `received/` by id; nil if there is none.
  init(_ object: JSONObject, received: (String) -> ReceivedEnds?) {
    self.object = object
    let kind = object[RequestMember.kind.name]?.string ?? RequestKind.message.rawValue
    guard kind == RequestKind.message.rawValue,
      let id = object[RequestMember.inReplyTo.name]?.string
    else { return }
    let others: [RequestMember] = [.to, .from, .subject]
    guard others.allSatisfy({ object[$0.name] == nil }) else {
      fault = ("excludes `to`, `from` and `subject`", "Remove them, or in_reply_to.")
      return
    }
    guard RequestID.isValid(id), let ends = received(id) else {
      fault = (
        "is not a message in received/",
        """
        Give the id of a file there (retention.received_days says how long they stay), or `to` \
        and `from`.
        """
      )
      return
    }
    guard PhoneNumber(digits: ends.from) != nil else {
      fault = ("came from \(ends.from), which no text can be sent to", "It cannot be answered.")
      return
    }
    self.object = JSONObject(
      members: object.members.filter { $0.name != RequestMember.inReplyTo.name }
    )
    self.object.set(RequestMember.to.name, .string(ends.from))
    self.object.set(RequestMember.from.name, .string(ends.to))
  }
}
