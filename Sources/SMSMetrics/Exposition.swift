/// Writes metrics as text, for Prometheus and what reads its formats.
///
/// Source: prometheus.io, "Exposition formats"; OpenMetrics 1.0.
package struct Exposition: Sendable {
  private let format: ExpositionFormat
  private var bytes: [UInt8] = []

  /// Writes families of metrics, each of which appears once.
  package static func write(
    _ families: [MetricFamily],
    as format: ExpositionFormat
  ) -> [UInt8] {
    var exposition = Exposition(format)
    for family in families { exposition.write(family) }
    if format == .openMetrics { exposition.write("# EOF\n") }
    return exposition.bytes
  }

  private init(_ format: ExpositionFormat) {
    self.format = format
    bytes.reserveCapacity(1 << 16)
  }

  private mutating func write(_ family: MetricFamily) {
    let metric = family.metric
    let name = familyName(of: metric)
    write("# HELP \(name) ")
    write(escaping: metric.help, quotes: format == .openMetrics)
    write("\n# TYPE \(name) \(metric.kind.rawValue)\n")
    for point in family.points {
      let labels = Array(zip(metric.labels, point.labels))
      switch point.value {
      case .number(let value): write(metric.name, labels, Self.text(of: value))
      case .histogram(let histogram): write(histogram, metric.name, labels)
      }
    }
  }

  /// In OpenMetrics, the family of a counter has the name without `_total`.
  private func familyName(of metric: Metric) -> Substring {
    let suffix = "_total"
    guard format == .openMetrics, metric.kind == .counter, metric.name.hasSuffix(suffix) else {
      return metric.name[...]
    }
    return metric.name.dropLast(suffix.count)
  }

  private mutating func write(
    _ histogram: Histogram,
    _ name: String,
    _ labels: [(String, String)]
  ) {
    var count = 0
    for (index, bucket) in histogram.counts.enumerated() {
      count += bucket
      let bound = index < histogram.bounds.count ? bound(histogram.bounds[index]) : "+Inf"
      write(name + "_bucket", labels + [("le", bound)], String(count))
    }
    write(name + "_sum", labels, Self.text(of: histogram.sum))
    write(name + "_count", labels, String(count))
  }

  /// OpenMetrics wants a point in every bound, so that the same bound is always the same text.
  private func bound(_ value: Double) -> String {
    format == .openMetrics ? String(value) : Self.text(of: value)
  }

  private mutating func write(_ name: String, _ labels: [(String, String)], _ value: String) {
    write(name)
    var separator = "{"
    for (label, value) in labels {
      write("\(separator)\(label)=\"")
      write(escaping: value, quotes: true)
      write("\"")
      separator = ","
    }
    write(labels.isEmpty ? " " : "} ")
    write(value)
    write("\n")
  }

  private mutating func write(_ text: String) { bytes += text.utf8 }

  private mutating func write(escaping text: String, quotes: Bool) {
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\\"): write("\\\\")
      case UInt8(ascii: "\n"): write("\\n")
      case UInt8(ascii: "\"") where quotes: write("\\\"")
      default: bytes.append(byte)
      }
    }
  }

  /// A number as both formats read it; whole numbers without a fraction.
  private static func text(of value: Double) -> String {
    if value.isNaN { return "NaN" }
    guard value.isFinite else { return value > 0 ? "+Inf" : "-Inf" }
    return value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
  }
}
