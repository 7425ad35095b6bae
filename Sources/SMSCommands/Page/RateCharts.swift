internal import SMSCore
internal import SMSDaemon
internal import SMSPage

/// The last hour drawn: how much came and went a second, and how long messages took.
struct RateCharts {
  /// Points are drawn together, six at a time.
  private static let bucket: Int64 = 6 * RatePoint.slice
  private static let buckets = 120
  private static let (width, height) = (720.0, 120.0)

  /// What happened in a bucket; nil where the daemon did not run.
  private struct Bucket {
    var accepted = 0
    var sent = 0
    var failed = 0
    /// How many points it is made of.
    var points = 0
    var p50: Int64?
    var p99: Int64?

    mutating func add(_ point: RatePoint) {
      accepted += point.accepted
      sent += point.sent
      failed += point.failed + point.expired
      points += 1
      p50 = [p50, point.p50].compactMap(\.self).max()
      p99 = [p99, point.p99].compactMap(\.self).max()
    }

    func perSecond(_ count: Int) -> Double {
      Double(count) * 1_000 / Double(Int64(points) * RatePoint.slice)
    }
  }

  private var hour: [Bucket?] = Array(repeating: nil, count: buckets)

  /// - Parameters:
  ///   - points: The points of the last hour.
  ///   - now: Where the hour ends.
  init(_ points: [RatePoint], until now: WallTime) {
    let start = now.milliseconds - Int64(Self.buckets) * Self.bucket
    for point in points {
      let index = Int((point.start.milliseconds - start) / Self.bucket)
      guard point.start.milliseconds >= start, hour.indices.contains(index) else { continue }
      hour[index, default: Bucket()].add(point)
    }
  }

  var isEmpty: Bool { hour.allSatisfy { $0 == nil } }

  /// Messages a second.
  var rates: HTML {
    chart(
      "Messages a second",
      [
        Line("accepted", "accepted") { $0.perSecond($0.accepted) },
        Line("sent", "sent") { $0.perSecond($0.sent) },
        Line("failed", "failed or expired") { $0.perSecond($0.failed) },
      ],
      words: { StatusView.rate($0 < 100 ? $0 : $0.rounded()) }
    )
  }

  /// The time from acceptance to the provider's answer.
  var latencies: HTML {
    chart(
      "From acceptance to sent",
      [
        Line("p99", "99 of 100 within") { $0.p99.map(Double.init) },
        Line("p50", "half within") { $0.p50.map(Double.init) },
      ],
      words: { Span.text(Interval(milliseconds: Int64($0))) }
    )
  }

  /// A line of a chart.
  private struct Line {
    /// The class of its color.
    let name: String
    let words: String
    let value: (Bucket) -> Double?

    init(_ name: String, _ words: String, _ value: @escaping (Bucket) -> Double?) {
      self.name = name
      self.words = words
      self.value = value
    }
  }

  /// A chart; nothing without any value.
  private func chart(
    _ title: String,
    _ lines: [Line],
    words: (Double) -> String
  ) -> HTML {
    let values = lines.map { line in hour.map { $0.flatMap(line.value) } }
    guard values.joined().contains(where: { $0 != nil }) else { return HTML() }
    let top = max(values.joined().compactMap(\.self).max() ?? 0, 0.001)
    let summary = zip(lines, values).map { line, values in
      let shown = values.compactMap(\.self)
      let last = shown.last.map(words) ?? "none"
      return (line, "\(last) now, at most \(shown.max().map(words) ?? "none")")
    }
    let description = summary.map { "\($0.0.words): \($0.1)" }.joined(separator: "; ")
    return HTML(.figure, .class("chart")) {
      HTML(.figcaption, text: title)
      HTML(
        .svg,
        .init(.viewBox, "0 0 \(Int(Self.width)) \(Int(Self.height))"),
        .init(.preserveAspectRatio, "none"),
        .init(.role, "img"),
        .init(.ariaLabel, "\(title). \(description)")
      ) {
        for part in [0.25, 0.5, 0.75] { grid(part) }
        for (line, values) in zip(lines, values) { path(line.name, values, top) }
      }
      HTML(.p, .class("axis")) {
        HTML(.span, text: "an hour ago")
        HTML(.span, text: "top: \(words(top))")
        HTML(.span, text: "now")
      }
      HTML(.ul, .class("legend")) {
        for (line, text) in summary {
          HTML(.li, .class("key is-\(line.name)")) {
            HTML(.b, text: line.words)
            " \(text)"
          }
        }
      }
    }
  }

  private func grid(_ part: Double) -> HTML {
    let y = Self.text(Self.height * part)
    return HTML(
      .line,
      .class("grid"),
      .init(.x1, "0"),
      .init(.x2, Self.text(Self.width)),
      .init(.y1, y),
      .init(.y2, y)
    ) { HTML() }
  }

  /// A line with gaps where there is no value; a value between two gaps is a dash.
  private func path(_ name: String, _ values: [Double?], _ top: Double) -> HTML {
    let step = Self.width / Double(Self.buckets)
    var path = ""
    var isDrawing = false
    for (index, value) in values.enumerated() {
      guard let value else {
        isDrawing = false
        continue
      }
      let x = Self.text(step * (Double(index) + 0.5))
      let y = Self.text((Self.height - 3) * (1 - value / top) + 1.5)
      path += isDrawing ? "L\(x) \(y)" : "M\(x) \(y)h\(Self.text(step / 2))"
      isDrawing = true
    }
    return HTML(.path, .class("line is-\(name)"), .init(.d, path)) { HTML() }
  }

  /// With one digit behind the point.
  private static func text(_ number: Double) -> String {
    let tenths = Int((number * 10).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(abs(tenths) % 10)"
  }
}

extension Array {
  /// The element of an optional one, made if there is none.
  fileprivate subscript<Wrapped>(
    index: Int,
    default value: @autoclosure () -> Wrapped
  ) -> Wrapped where Element == Wrapped? {
    get { self[index] ?? value() }
    set { self[index] = newValue }
  }
}
