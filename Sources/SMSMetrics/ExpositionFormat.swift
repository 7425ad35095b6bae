/// How metrics are written.
package enum ExpositionFormat: CaseIterable, Sendable {
  /// Prometheus' text format, version 0.0.4; promtool and the textfile collector read no other.
  case text
  /// OpenMetrics 1.0.
  case openMetrics

  /// The value of `Content-Type`.
  package var contentType: String {
    switch self {
    case .text: "text/plain; version=0.0.4; charset=utf-8"
    case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
    }
  }

  /// The format that a reader prefers.
  ///
  /// It is OpenMetrics only if the reader names that, and does not prefer plain text. Anything that
  /// cannot be understood asks for text.
  /// Source: RFC 9110, 12.5.1.
  /// - Parameter accept: The value of `Accept`; nil without one.
  package init(accepting accept: String?) {
    let ranges = (accept ?? "").split(separator: ",").map { MediaRange($0) }
    let open = ranges.filter(\.isOpenMetrics).map(\.weight).max() ?? 0
    let text = ["text/plain", "text/*", "*/*"].lazy.compactMap { type in
      ranges.filter { $0.type == type }.map(\.weight).max()
    }.first
    self = open > 0 && open >= text ?? 0 ? .openMetrics : .text
  }
}

/// One alternative in an `Accept` header.
private struct MediaRange {
  /// In lowercase, such as `text/plain`.
  let type: String
  /// From 0, not wanted, to 1.
  private(set) var weight = 1.0
  private var version: String?

  init(_ text: Substring) {
    let parts = text.split(separator: ";", omittingEmptySubsequences: false).map(Self.trimmed)
    type = parts[0].lowercased()
    for part in parts.dropFirst() {
      let pair = part.split(separator: "=", maxSplits: 1).map(Self.trimmed)
      guard pair.count == 2 else { continue }
      switch pair[0].lowercased() {
      case "q": weight = Double(pair[1]).map { min(max($0, 0), 1) } ?? 0
      case "version": version = String(pair[1])
      default: break
      }
    }
  }

  /// Version 0.0.1 is a draft that differs in nothing that we write.
  var isOpenMetrics: Bool {
    type == "application/openmetrics-text" && ["1.0.0", "0.0.1", nil].contains(version)
  }

  private static func trimmed(_ text: Substring) -> Substring {
    let rest = text.drop { $0 == " " || $0 == "\t" }
    return rest.last.map { $0 == " " || $0 == "\t" } == true
      ? trimmed(rest.dropLast()) : rest
  }
}
