import Testing

@testable import SMSMetrics

struct ExpositionTests {
  private static let sent = Metric.counter("sms_sent_total", by: "spool", help: "Sent.")
  private static let free = Metric.gauge("sms_free_bytes", help: "Room.")
  private static let latency = Metric.histogram(
    "sms_latency_seconds",
    by: "account",
    help: "How long."
  )

  private func text(
    _ families: [MetricFamily],
    as format: ExpositionFormat = .text
  ) -> String {
    String(decoding: Exposition.write(families, as: format), as: UTF8.self)
  }

  private func counter(_ value: Int, _ label: String) -> MetricFamily {
    var family = MetricFamily(Self.sent)
    family.add(value, label)
    return family
  }

  @Test("a family is its help, its type, and a line for each value")
  func families() {
    var family = MetricFamily(Self.sent)
    family.add(3, "default")
    family.add(0, "codes")
    #expect(
      text([family, MetricFamily(Self.free, 1.5)]) == """
        # HELP sms_sent_total Sent.
        # TYPE sms_sent_total counter
        sms_sent_total{spool="default"} 3
        sms_sent_total{spool="codes"} 0
        # HELP sms_free_bytes Room.
        # TYPE sms_free_bytes gauge
        sms_free_bytes 1.5

        """
    )
  }

  @Test("in OpenMetrics a counter's family has no suffix, and the text ends with EOF")
  func openMetrics() {
    #expect(
      text([counter(3, "default")], as: .openMetrics) == """
        # HELP sms_sent Sent.
        # TYPE sms_sent counter
        sms_sent_total{spool="default"} 3
        # EOF

        """
    )
  }

  @Test("buckets are cumulative, the last one holds all, and sum and count follow")
  func histogram() {
    var histogram = Histogram(bounds: [0.5, 1, 2.5])
    for value in [0.25, 0.5, 0.75, 2, 9] { histogram.observe(value) }
    var family = MetricFamily(Self.latency)
    family.add(histogram, "main")
    #expect(
      text([family]) == """
        # HELP sms_latency_seconds How long.
        # TYPE sms_latency_seconds histogram
        sms_latency_seconds_bucket{account="main",le="0.5"} 2
        sms_latency_seconds_bucket{account="main",le="1"} 3
        sms_latency_seconds_bucket{account="main",le="2.5"} 4
        sms_latency_seconds_bucket{account="main",le="+Inf"} 5
        sms_latency_seconds_sum{account="main"} 12.5
        sms_latency_seconds_count{account="main"} 5

        """
    )
    #expect(text([family], as: .openMetrics).contains(#"le="1.0"} 3"#))
  }

  @Test("a value below zero, after a step of the clock, counts as zero")
  func negative() {
    var histogram = Histogram(bounds: [1])
    histogram.observe(-5)
    #expect(histogram.counts == [1, 0] && histogram.sum == 0 && histogram.count == 1)
  }

  @Test("what would end a label or a line is escaped")
  func escaping() {
    let label = "a\\b\"c\nd"
    #expect(text([counter(1, label)]).contains(#"{spool="a\\b\"c\nd"} 1"#))
    let help = Metric.gauge("sms_x", help: "A \"word\",\na \\.")
    #expect(text([MetricFamily(help, 1)]).hasPrefix(#"# HELP sms_x A "word",\na \\."# + "\n"))
    #expect(
      text([MetricFamily(help, 1)], as: .openMetrics)
        .hasPrefix(#"# HELP sms_x A \"word\",\na \\."# + "\n")
    )
  }

  @Test(
    "numbers are written as both formats read them",
    arguments: [
      (0, "0"), (-0.0, "0"), (-1, "-1"), (1_795_420_800, "1795420800"), (0.1, "0.1"),
      (1e300, "1e+300"), (.nan, "NaN"), (.infinity, "+Inf"), (-.infinity, "-Inf"),
    ] as [(Double, String)]
  )
  func numbers(_ value: Double, _ expected: String) {
    #expect(text([MetricFamily(Self.free, value)]).hasSuffix("\nsms_free_bytes \(expected)\n"))
  }
}
