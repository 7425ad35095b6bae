package import SMSArguments

/// A source document of the manual, by its path in the source tree.
package enum ManualDocument: String, CaseIterable, Sendable {
  case overview = "README.md"
  case server = "systemd/README.md"
  case spool = "spool/README.md"
  case codes = "spool/CODES.md"
  case source = "Sources/README.md"

  /// The document at a path relative to this document's directory; nil if it is not one of these.
  func document(at path: some StringProtocol) -> ManualDocument? {
    var parts = rawValue.split(separator: "/").dropLast().map(String.init)
    for part in path.split(separator: "/") {
      if part == ".." {
        guard parts.popLast() != nil else { return nil }
      } else {
        parts.append(String(part))
      }
    }
    return ManualDocument(rawValue: parts.joined(separator: "/"))
  }
}

/// The sources of the manual.
package struct ManualSources: Sendable {
  private let documents: [ManualDocument: Markdown]
  package let specifications: [Specification]

  /// - Parameters:
  ///   - texts: The documents as Markdown; a missing one counts as empty.
  ///   - specifications: The subcommands, in the order of the help.
  package init(_ texts: [ManualDocument: String], specifications: [Specification]) {
    documents = texts.mapValues { Markdown($0) }
    self.specifications = specifications
  }

  /// The parsed document; empty if it is missing.
  subscript(document: ManualDocument) -> Markdown { documents[document] ?? Markdown("") }

  /// The sections of its document that a page contains, in order; empty if it contains all.
  func sections(of page: ManualPage) -> [String] {
    switch page {
    case .program:
      ["Commands", "Errors and hints", "Log lines", "Guarantees and their limits"]
    case .configuration: ["Configuration", "Receipts and replies", "Alarms"]
    case .spool: []
    case .simulator: ["Simulator", "Magic numbers", "Its own calls"]
    }
  }

  /// The text for a link on a page: a section, another page, a document, or the address.
  func resolve(_ text: String, _ target: String, on page: ManualPage) -> String {
    if target.contains("://") { return "\(text) (\(target))" }
    let parts = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
    let path = parts[0]
    let here = page.documents
    let candidates = path.isEmpty ? here : [here[0].document(at: path)].compactMap { $0 }
    guard let document = candidates.first else { return "\(text) (\(target))" }
    guard parts.count == 2 else {
      // On a page made of several documents, those after the first are sections.
      guard here.contains(document) else { return reference(to: document) }
      return document == here[0] ? text : "“\(self[document].title)”"
    }
    for document in candidates {
      guard let heading = heading(of: parts[1], in: document) else { continue }
      guard let home = home(of: heading, in: document) else {
        return "“\(heading)” in \(document.rawValue)"
      }
      return home == page ? "“\(heading)”" : "“\(heading)” in \(home.reference)"
    }
    return "\(text) (\(target))"
  }

  /// A reference to the page that contains all of a document, or else to the document.
  private func reference(to document: ManualDocument) -> String {
    let page = ManualPage.allCases.first {
      $0.documents.contains(document) && sections(of: $0).isEmpty
    }
    return page?.reference ?? document.rawValue
  }

  /// The page that contains a section of a document.
  private func home(of heading: String, in document: ManualDocument) -> ManualPage? {
    ManualPage.allCases.first { page in
      let sections = sections(of: page)
      return page.documents.contains(document)
        && (sections.isEmpty || sections.contains(heading))
    }
  }

  private func heading(of anchor: Substring, in document: ManualDocument) -> String? {
    self[document].headings.first { heading in
      heading.lowercased().replacing(" ", with: "-")
        .filter { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" } == anchor
    }
  }
}
