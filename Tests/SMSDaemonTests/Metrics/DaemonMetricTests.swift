import SMSMetrics
import Testing

@testable import SMSDaemon

struct DaemonMetricTests {
  @Test("no name is given twice")
  func unique() {
    let names = DaemonMetric.all.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(names.count > 40)
  }

  @Test("names follow Prometheus' rules", arguments: DaemonMetric.all)
  func names(_ metric: Metric) {
    #expect(metric.name.wholeMatch(of: /(smsdispatch|process)(_[a-z]+)+/) != nil)
    #expect(metric.name.hasSuffix("_total") == (metric.kind == .counter))
    // What OpenMetrics reserves for samples, and units that are not base units.
    let reserved = /.*_(?:bucket|sum|count|created|ms|milliseconds|minutes|hours|days|kb|mb)/
    #expect(metric.name.wholeMatch(of: reserved) == nil)
    #expect(metric.kind != .histogram || metric.name.hasSuffix("_seconds"))
    #expect(metric.help.hasSuffix(".") && !metric.help.contains("\n"))
  }

  @Test("labels are words, and none is one that Prometheus sets itself")
  func labels() {
    let labels = Set(DaemonMetric.all.flatMap(\.labels))
    #expect(labels.allSatisfy { $0.wholeMatch(of: /[a-z]+/) != nil })
    #expect(labels.isDisjoint(with: ["job", "instance", "le", "quantile"]))
  }

  @Test("only what is about the whole process has a name of every exporter's")
  func standard() {
    let standard = DaemonMetric.all.filter { !$0.name.hasPrefix("smsdispatch_") }
    #expect(Set(standard) == Set(DaemonMetric.standard))
  }
}
