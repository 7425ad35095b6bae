/// Metrics as a scrape reads them, in Prometheus' text format or OpenMetrics.
package struct Scrape: Sendable {
  /// The values by series, such as `sms_sent_total{spool="default"}`, as written.
  package private(set) var values: [String: Double] = [:]
  /// The types by family.
  package private(set) var types: [String: String] = [:]
  /// Lines that are neither a sample nor a known comment, and series that appear twice.
  package private(set) var faults: [String] = []

  package init(_ text: String) {
    for line in text.split(separator: "\n", omittingEmptySubsequences: true) {
      if line.hasPrefix("#") {
        take(comment: line)
      } else {
        take(sample: line)
      }
    }
  }

  private mutating func take(comment line: Substring) {
    let words = line.split(separator: " ", maxSplits: 3)
    if words.count == 4, words[1] == "TYPE" {
      if types.updateValue(String(words[3]), forKey: String(words[2])) != nil {
        faults.append("\(line): a second time")
      }
    } else if !(words.count == 4 && words[1] == "HELP") && line != "# EOF" {
      faults.append(String(line))
    }
  }

  private mutating func take(sample line: Substring) {
    guard let blank = line.lastIndex(of: " "),
      let value = Double(line[line.index(after: blank)...].replacing("Inf", with: "inf"))
    else {
      faults.append(String(line))
      return
    }
    if values.updateValue(value, forKey: String(line[..<blank])) != nil {
      faults.append("\(line): a second time")
    }
  }

  /// The value of one series; nil if it is absent.
  package subscript(series: String) -> Double? { values[series] }

  /// The sum of the series of a metric whose labels contain all these, such as `state="sent"`.
  package func sum(_ metric: String, _ labels: String...) -> Double {
    values.filter { series, _ in
      (series == metric || series.hasPrefix("\(metric){"))
        && labels.allSatisfy { series.contains($0) }
    }.values.reduce(0, +)
  }

  /// The series of a metric.
  package func series(of metric: String) -> [String] {
    values.keys.filter { $0 == metric || $0.hasPrefix("\(metric){") }.sorted()
  }
}
