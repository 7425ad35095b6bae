/// Recipients that always meet a fault, so that none has to be set: `1206555` and four digits; the
/// first says how often, the other three say which.
///
/// | first digit | the fault happens |
/// |---|---|
/// | 0 | always |
/// | 1 | once for each text, which is sent after that |
/// | 2 | twice for each text, which is sent after that |
/// | 5 | always, but the message is accepted |
/// | 6 | once for each text, and the message is accepted each time |
package enum MagicNumber {
  /// The last three digits, the fault, and its description.
  package static let table: [(suffix: Int, fault: Fault, words: String)] = [
    (400, Fault(.optedOut), "400: the handset answered STOP, error `code` 1110"),
    (401, Fault(.status(401)), "401: as if the keys were wrong"),
    (403, Fault(.status(403)), "403: as if `from` were not the account's"),
    (404, Fault(.status(404)), "404"),
    (405, Fault(.status(405)), "405"),
    (411, Fault(.optedOutInDetail), "400: STOP again, with 1110 only in the words of `detail`"),
    (415, Fault(.status(415)), "415"),
    (422, Fault(.status(422)), "422: a value is not acceptable"),
    (429, Fault(.status(429)), "429 without `Retry-After`"),
    (430, Fault(.status(429), retryAfter: 2), "429 with `Retry-After: 2`"),
    (500, Fault(.status(500)), "500"),
    (502, Fault(.status(502)), "502 with a page of HTML"),
    (503, Fault(.status(503)), "503"),
    (504, Fault(.status(504)), "504 with an empty body"),
    (530, Fault(.status(503), retryAfter: 2), "503 with `Retry-After: 2`"),
    (600, Fault(.slow), "accepted, and answered after 5 s"),
    (601, Fault(.hang), "never answered; closed after 120 s, nothing stored"),
    (602, Fault(.hang, accepts: true), "accepted, and never answered; closed after 120 s"),
    (603, Fault(.drop), "connection closed without an answer, nothing stored"),
    (604, Fault(.drop, accepts: true), "accepted, then closed without an answer"),
    (605, Fault(.reset), "connection reset without an answer, nothing stored"),
    (606, Fault(.reset, accepts: true), "accepted, then reset without an answer"),
    (607, Fault(.truncated), "accepted; the answer's JSON breaks off before its `Content-Length`"),
    (608, Fault(.withoutIdentifier), "accepted; the answer holds no id"),
  ]

  /// The fault for a recipient; nil for an ordinary number.
  ///
  /// - Parameter number: 11 digits.
  /// - Returns: The fault, and for how many requests with the same text (nil: all).
  static func meaning(of number: UInt64) -> (fault: Fault, times: Int?)? {
    guard number / 10_000 == 1_206_555, let fault = faults[Int(number % 1_000)] else { return nil }
    switch number / 1_000 % 10 {
    case 0: return (fault, nil)
    case 1: return (fault, 1)
    case 2: return (fault, 2)
    case 5: return (fault.accepting, nil)
    case 6: return (fault.accepting, 1)
    default: return nil
    }
  }

  private static let faults = Dictionary(
    uniqueKeysWithValues: table.map { ($0.suffix, $0.fault) }
  )
}

extension Fault {
  fileprivate var accepting: Fault {
    var fault = self
    fault.accepts = true
    return fault
  }
}
