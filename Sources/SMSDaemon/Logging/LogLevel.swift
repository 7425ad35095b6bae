/// How much a log line matters; the raw values are syslog's priorities (RFC 5424).
package enum LogLevel: Int, CaseIterable, Comparable, Sendable {
  case error = 3
  case warning = 4
  case notice = 5
  case info = 6
  case debug = 7

  package var name: String { Self.names[self] ?? "" }

  /// Made once: a case tells its name only by reflection, which is slow.
  private static let names = Dictionary(
    uniqueKeysWithValues: allCases.map { ($0, String(describing: $0)) }
  )

  package static func < (left: LogLevel, right: LogLevel) -> Bool {
    left.rawValue < right.rawValue
  }
}
