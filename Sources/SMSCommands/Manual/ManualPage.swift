/// A page of the manual; everything on it is written elsewhere already: in the table of
/// subcommands, in README.md, and in spool/README.md.
package enum ManualPage: String, CaseIterable, Sendable {
  case program = "smsdispatch.1"
  case configuration = "smsdispatch.json5.5"
  case spool = "smsdispatch-spool.7"
  case simulator = "flowroute-simulator.1"

  /// What the page is called, and its section of the manual.
  package var name: String { String(rawValue.dropLast(2)) }
  package var section: String { String(rawValue.suffix(1)) }

  /// How other pages name it.
  package var reference: String { "\(name)(\(section))" }

  /// The line that apropos(1) shows.
  var summary: String {
    switch self {
    case .program: "send the text messages that other programs drop as files into a spool"
    case .configuration: "configuration of the text message dispatcher"
    case .spool: "how a program submits text messages, and learns what became of them"
    case .simulator: "Flowroute's messaging API on this machine, with faults on demand"
    }
  }
}

/// The documents that pages are made of.
package struct ManualSources: Sendable {
  package let readme: Markdown
  package let spool: Markdown
  package let specifications: [Specification]

  package init(readme: String, spool: String, specifications: [Specification]) {
    self.readme = Markdown(readme)
    self.spool = Markdown(spool)
    self.specifications = specifications
  }

  /// The sections of the README that a page has, in order.
  func sections(of page: ManualPage) -> [String] {
    switch page {
    case .program:
      ["Commands", "Errors and hints", "Log lines", "Guarantees and their limits"]
    case .configuration: ["Configuration", "Receipts and replies"]
    case .spool: []
    case .simulator: ["Simulator", "Magic numbers", "Its own calls"]
    }
  }

  /// What a link reads as on a page: a section there, another page, or the address.
  func resolve(_ text: String, _ target: String, on page: ManualPage) -> String {
    if target.contains("://") { return "\(text) (\(target))" }
    if target == "spool/README.md" { return ManualPage.spool.reference }
    guard target.hasPrefix("#"), let heading = heading(of: target.dropFirst()) else {
      return "\(text) (\(target))"
    }
    let home =
      ManualPage.allCases.first { sections(of: $0).contains(heading) }
      ?? (spool.headings.contains(heading) ? .spool : nil)
    switch home {
    case page: return "“\(heading)”"
    case let home?: return "“\(heading)” in \(home.reference)"
    case nil: return "“\(heading)” in README.md"
    }
  }

  private func heading(of anchor: Substring) -> String? {
    readme.headings.first { heading in
      heading.lowercased().replacing(" ", with: "-")
        .filter { $0.isLetter || $0.isNumber || $0 == "-" } == anchor
    }
  }
}
