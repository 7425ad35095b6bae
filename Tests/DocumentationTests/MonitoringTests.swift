import SMSDaemon
import SMSJSON
import SMSMetrics
import SMSSystem
import TestSupport
import Testing

/// systemd/MONITORING.md, the alerts and the dashboard against the metrics of the daemon.
@Suite(.throttled)
struct MonitoringTests {
  private static let directory = "systemd/monitoring"
  private static let tool: Comment = "needs promtool: apt-get install prometheus"
  /// Metrics of Prometheus itself and of node_exporter.
  private static let foreign: Set = ["up", "node_textfile_mtime_seconds"]

  @Test("the table lists each metric with its type, its labels and its meaning, and no other")
  func table() throws {
    let rows = try Document("systemd/MONITORING.md").rows(under: "Metrics")
    let documented = rows.map { cells in
      [cells[0].quotedWords.first ?? "", cells[1], cells[2].quotedWords.joined(separator: " ")]
        + [cells[3]]
    }
    let exposed = DaemonMetric.all.map {
      [$0.name, $0.kind.rawValue, $0.labels.joined(separator: " "), $0.help]
    }
    #expect(Set(documented) == Set(exposed))
    #expect(documented.count == exposed.count)
  }

  @Test("each file of systemd/monitoring is explained")
  func files() throws {
    let rows = try Document("systemd/MONITORING.md").rows(under: "Alerts and dashboard")
    let names = rows.compactMap { $0[0].quotedWords.first }
    #expect(try names.sorted() == Repository.entries(of: Self.directory).sorted())
  }

  @Test(
    "the rules, their tests and the dashboard name only metrics that there are",
    arguments: ["smsdispatch.rules.yml", "smsdispatch.rules.test.yml", "grafana-dashboard.json"]
  )
  func names(_ file: String) throws {
    let text = try Repository.text("\(Self.directory)/\(file)")
    let named = text.matches(of: /\b(?:smsdispatch|process)_[a-z_]+/).map { String($0.output) }
    let known = Set(DaemonMetric.all.flatMap(\.series))
    #expect(Set(named).subtracting(known) == [])
    #expect(named.count > 30)
  }

  @Test("the dashboard shows every metric, and has panels with ids of their own")
  func dashboard() throws {
    let bytes = Array(try Repository.text("\(Self.directory)/grafana-dashboard.json").utf8)
    let root = try #require(try JSONParser.parse(bytes).object)
    #expect(root["title"] == "smsdispatch" && root["uid"] == "smsdispatch")
    let panels = try #require(root["panels"]?.array).compactMap(\.object)
    let ids = panels.compactMap { $0["id"]?.number?.int64 }
    #expect(ids.count == panels.count && Set(ids).count == ids.count)
    let queries = panels.flatMap { $0["targets"]?.array ?? [] }
      .compactMap { $0.object?["expr"]?.string }
    #expect(queries.count > 40)
    let shown = queries.joined(separator: "\n")
    let missing = DaemonMetric.all.filter { metric in
      !metric.series.contains { shown.contains("\($0){") }
    }
    #expect(missing.map(\.name) == [])
  }

  @Test(
    "promtool accepts the alerts and the example, and the alerts pass their tests",
    .enabled(if: SystemTool.areThere("promtool"), tool),
    arguments: [
      ["check", "rules", "smsdispatch.rules.yml"], ["check", "config", "prometheus.yml"],
      ["test", "rules", "smsdispatch.rules.test.yml"],
    ]
  )
  func promtool(_ words: [String]) async throws {
    let directory = "\(Repository.root)/\(Self.directory)"
    let run = try await SystemTool.run("promtool", words, in: directory)
    #expect(run.status == .exited(0), "\(run.output)")
  }

  @Test("each alert has a test in which it fires, a severity, a summary and a description")
  func alerts() throws {
    let rules = try Repository.text("\(Self.directory)/smsdispatch.rules.yml")
    let tests = try Repository.text("\(Self.directory)/smsdispatch.rules.test.yml")
    let alerts = rules.split(separator: "- alert: ").dropFirst()
    #expect(alerts.count > 20)
    for alert in alerts {
      let name = alert.prefix { $0 != "\n" }
      #expect(tests.contains("alertname: \(name)\n        exp_alerts:\n          - "), "\(name)")
      #expect(alert.contains(#/severity: (critical|warning) /#), "\(name)")
      #expect(alert.contains("summary: ") && alert.contains("description: "), "\(name)")
    }
  }

  @Test("what an alert asks for by name is a metric of the daemon, or one of two others")
  func foreign() throws {
    let rules = try Repository.text("\(Self.directory)/smsdispatch.rules.yml")
    let named = rules.matches(of: /\b(up|node_[a-z_]+)\{/).map { String($0.1) }
    #expect(Set(named) == Self.foreign)
  }
}

extension Metric {
  /// The names of its samples.
  fileprivate var series: [String] {
    kind == .histogram ? ["_bucket", "_sum", "_count"].map { name + $0 } : [name]
  }
}
