/// The progress of a long operation as one line for a terminal.
package struct ProgressBar: Equatable, Sendable {
  /// What is counted: `requests`.
  package let noun: String
  /// How many have been counted.
  package var done = 0
  /// The fraction of the work done, 0 to 1; nil if the end is not known.
  package var fraction: Double?

  package init(noun: String) {
    self.noun = noun
  }

  /// The line: `[#####.....]  50%  500 requests  1000/s  0:01 left`, truncated to fit.
  ///
  /// - Parameters:
  ///   - elapsed: Seconds since the beginning.
  ///   - columns: The terminal's width; one column stays free, so that the cursor remains on the
  ///     line.
  /// - Returns: The line.
  package func line(elapsed: Double, columns: Int) -> String {
    var facts = "\(done) \(noun)"
    if elapsed >= 1 { facts += "  \(Int(Double(done) / elapsed))/s" }
    guard let fraction else { return String(facts.prefix(columns - 1)) }
    let share = min(max(fraction, 0), 1)
    if elapsed >= 1, share > 0, share < 1 {
      facts += "  \(Self.clock(elapsed / share - elapsed)) left"
    }
    let percent = "\(Int(share * 100))%"
    let blanks = String(repeating: " ", count: 4 - percent.count)
    let text = " \(blanks)\(percent)  \(facts)"
    let room = min(40, columns - 3 - text.count)
    guard room >= 5 else { return String(text.drop { $0 == " " }.prefix(columns - 1)) }
    let full = Int(share * Double(room))
    return "[" + String(repeating: "#", count: full)
      + String(repeating: ".", count: room - full) + "]" + text
  }

  /// Minutes and seconds, after hours if there are any: `1:02:03`.
  static func clock(_ seconds: Double) -> String {
    let whole = Int(min(max(seconds, 0), 359_999).rounded(.up))
    let (minutes, rest) = whole.quotientAndRemainder(dividingBy: 60)
    guard minutes >= 60 else { return "\(minutes):\(twoDigits(rest))" }
    return "\(minutes / 60):\(twoDigits(minutes % 60)):\(twoDigits(rest))"
  }

  private static func twoDigits(_ value: Int) -> String {
    value < 10 ? "0\(value)" : String(value)
  }
}
