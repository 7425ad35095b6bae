/// An automatic answer to a reply that consists of one word.
package struct AutoReply: Hashable, Sendable {
  /// The word, in capitals.
  package var match: String
  package var text: MessageText

  package init(match: String, text: MessageText) {
    self.match = match
    self.text = text
  }

  /// Whether a reply is that word.
  package func answers(_ body: String) -> Bool { SingleWord(body)?.text == match }
}

/// How often one phone gets an automatic reply, so that two machines never talk to each other.
package enum AutoReplyLimit {
  /// At most one reply within this time.
  package static let rest = Interval(seconds: 3_600)
  /// The period in which at most `most` are sent.
  package static let period = Interval(seconds: 86_400)
  /// A person does not ask for help more often than this in a day; a machine does.
  package static let most = 4

  /// Whether a confirmation of an opt-out may be sent, which does not wait for the last reply.
  ///
  /// - Parameters:
  ///   - earlier: When that phone got a reply or a confirmation, in any order.
  ///   - now: The wall clock.
  /// - Returns: true if there were few enough.
  package static func allowsConfirmation(after earlier: [WallTime], at now: WallTime) -> Bool {
    earlier.count { now.since($0) < period } < most
  }

  /// Whether one more may be sent.
  ///
  /// - Parameters:
  ///   - earlier: When that phone got one, in any order.
  ///   - now: The wall clock.
  /// - Returns: true if the last one is long enough ago, and there were few enough.
  package static func allows(after earlier: [WallTime], at now: WallTime) -> Bool {
    earlier.allSatisfy { now.since($0) >= rest || $0 > now.advanced(by: rest) }
      && earlier.count { now.since($0) < period } < most
  }
}

/// The one text that may follow an opt-out, where the network itself does not answer it.
package enum OptOutConfirmation {
  /// It is not sent later than this after the opt-out.
  ///
  /// Source: 47 CFR 64.1200(a)(12), under which a confirmation within five minutes is presumed to be
  /// wanted.
  package static let longest = Interval(seconds: 300)
}
