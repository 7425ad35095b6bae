/// Decides which request meets which fault: rules set by a call or in code, then magic numbers.
struct FaultTable {
  private struct Text: Hashable {
    let to: UInt64
    let from: UInt64?
    let body: String?
  }

  private let hasMagicNumbers: Bool
  private var rules: [FaultRule] = []
  /// How often a text to a magic number with a limited number of failures has failed.
  private var failures: [Text: Int] = [:]

  /// Makes a table without rules.
  init(hasMagicNumbers: Bool) {
    self.hasMagicNumbers = hasMagicNumbers
  }

  /// Adds a rule; of several that match, the oldest applies.
  mutating func insert(_ rule: FaultRule) {
    rules.append(rule)
  }

  /// Removes all rules and counts.
  mutating func removeAll() {
    rules = []
    failures = [:]
  }

  /// Whether the request meets `dropUnread`, which is decided before its numbers are known.
  mutating func takeUnread(_ head: HTTPRequest) -> Bool {
    take(where: { $0.fault.kind == .dropUnread && $0.matches(head, to: nil, from: nil) }) != nil
  }

  /// Decides about a request whose body has been read.
  ///
  /// - Parameters:
  ///   - request: The request.
  ///   - send: Its content, if it is a readable request to send.
  /// - Returns: Its fault; nil for none.
  mutating func take(_ request: HTTPRequest, send: SendRequest?) -> Fault? {
    let to = send?.to.flatMap(Handset.digits)
    let from = send?.from.flatMap(Handset.digits)
    if !rules.isEmpty,
      let fault = take(where: {
        $0.fault.kind != .dropUnread && $0.matches(request, to: to, from: from)
      })
    {
      return fault
    }
    guard hasMagicNumbers, let to, let meaning = MagicNumber.meaning(of: to) else { return nil }
    guard let times = meaning.times else { return meaning.fault }
    return strikes(Text(to: to, from: from, body: send?.body), times: times) ? meaning.fault : nil
  }

  private mutating func take(where fits: (FaultRule) -> Bool) -> Fault? {
    guard let index = rules.firstIndex(where: fits) else { return nil }
    let fault = rules[index].fault
    guard let times = rules[index].times else { return fault }
    if times > 1 { rules[index].times = times - 1 } else { rules.remove(at: index) }
    return fault
  }

  /// Counts up to `times` and then starts over, so that the same text fails again next time.
  private mutating func strikes(_ text: Text, times: Int) -> Bool {
    let count = failures[text, default: 0]
    failures[text] = count < times ? count + 1 : nil
    return count < times
  }
}
