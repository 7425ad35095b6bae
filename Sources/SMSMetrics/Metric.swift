/// A metric: its name, and what it means to those who read it.
package struct Metric: Hashable, Sendable {
  package enum Kind: String, Sendable {
    /// Only rises; starts at 0 when the process does.
    case counter
    case gauge
    /// Observed values, counted in buckets.
    case histogram
  }

  /// As it is queried: with its unit, and `_total` for a counter.
  package let name: String
  package let kind: Kind
  /// The names of its labels, in the order of their values; each has a bounded number of values.
  package let labels: [String]
  /// One or two sentences.
  package let help: String

  private init(_ name: String, _ kind: Kind, _ labels: [String], _ help: String) {
    self.name = name
    self.kind = kind
    self.labels = labels
    self.help = help
  }

  package static func counter(_ name: String, by labels: String..., help: String) -> Metric {
    Metric(name, .counter, labels, help)
  }

  package static func gauge(_ name: String, by labels: String..., help: String) -> Metric {
    Metric(name, .gauge, labels, help)
  }

  package static func histogram(_ name: String, by labels: String..., help: String) -> Metric {
    Metric(name, .histogram, labels, help)
  }
}

/// A metric with its values at one time.
package struct MetricFamily: Equatable, Sendable {
  package let metric: Metric
  package private(set) var points: [MetricPoint]

  /// A family whose points are added later.
  package init(_ metric: Metric) {
    self.metric = metric
    points = []
  }

  /// A metric without labels.
  package init(_ metric: Metric, _ value: Double) {
    self.init(metric)
    add(value)
  }

  /// A metric without labels.
  package init(_ metric: Metric, _ histogram: Histogram) {
    self.init(metric)
    add(histogram)
  }

  /// Adds a value.
  ///
  /// - Parameters:
  ///   - value: The value.
  ///   - labels: A value for each of the metric's labels, in their order.
  package mutating func add(_ value: Double, _ labels: String...) {
    add(MetricPoint(labels: labels, value: .number(value)))
  }

  package mutating func add(_ value: Int, _ labels: String...) {
    add(MetricPoint(labels: labels, value: .number(Double(value))))
  }

  package mutating func add(_ histogram: Histogram, _ labels: String...) {
    add(MetricPoint(labels: labels, value: .histogram(histogram)))
  }

  private mutating func add(_ point: MetricPoint) {
    precondition(point.labels.count == metric.labels.count, "\(metric.name) has other labels")
    points.append(point)
  }
}

/// The value of a metric with certain labels.
package struct MetricPoint: Equatable, Sendable {
  package enum Value: Equatable, Sendable {
    case number(Double)
    case histogram(Histogram)
  }

  /// In the order of the metric's label names.
  package let labels: [String]
  package let value: Value
}
