internal import SMSCore
internal import SMSMetrics
internal import SMSSpool
internal import SMSSystem

/// What the disks, the spools and the process are like now, as metrics.
///
/// What cannot be measured is left out.
struct MachineGauges {
  /// Where counting files in `incoming/` stops, so that a flood does not make a scrape slow.
  static let mostFiles = 10_000

  let configuration: Configuration

  var families: [MetricFamily] { spools + state + process }

  private var spools: [MetricFamily] {
    var files = MetricFamily(DaemonMetric.incomingFiles)
    var free = MetricFamily(DaemonMetric.spoolFree)
    for (name, layout) in configuration.layouts.sorted(by: { $0.key < $1.key }) {
      if let count = try? layout.waitingFiles(upTo: Self.mostFiles) { files.add(count, name) }
      if let bytes = freeBytes(layout.root) { free.add(Double(bytes), name) }
    }
    return [files, free]
  }

  private var state: [MetricFamily] {
    let minimum = Double(configuration.minFreeMegabytes) * 1_048_576
    var free = MetricFamily(DaemonMetric.stateFree)
    if let bytes = freeBytes(configuration.state) { free.add(Double(bytes)) }
    return [free, MetricFamily(DaemonMetric.minimumFree, minimum)]
  }

  private func freeBytes(_ path: String) -> Int64? {
    try? Directory(entering: path).fileSystem().freeBytes
  }

  private var process: [MetricFamily] {
    var build = MetricFamily(DaemonMetric.buildInfo)
    build.add(1, Daemon.version)
    var families = [build]
    if let usage = try? ProcessUsage() {
      families += [
        MetricFamily(DaemonMetric.processorTime, Double(usage.processorNanoseconds) / 1e9),
        MetricFamily(DaemonMetric.residentMemory, Double(usage.residentBytes)),
        MetricFamily(DaemonMetric.virtualMemory, Double(usage.virtualBytes)),
      ]
    }
    if let count = try? ProcessUsage.openDescriptors() {
      families.append(MetricFamily(DaemonMetric.openDescriptors, Double(count)))
    }
    return families
  }
}
