extension HTML {
  /// The elements that pages are made of.
  package enum Tag: String, CaseIterable, Sendable {
    case a
    case b
    case bdi
    case body
    case button
    case caption
    case circle
    case code
    case dd
    case details
    case div
    case dl
    case dt
    case em
    case fieldset
    case figcaption
    case figure
    case footer
    case form
    case g
    case h1
    case h2
    case h3
    case head
    case header
    case html
    case label
    case legend
    case li
    case line
    case main
    case nav
    case ol
    case option
    case p
    case path
    case polygon
    case polyline
    case pre
    case progress
    case rect
    case script
    case section
    case select
    case span
    case summary
    case svg
    case table
    case tbody
    case td
    case text
    case th
    case thead
    case time
    case title
    case tr
    case ul
  }

  /// The elements without content.
  package enum VoidTag: String, CaseIterable, Sendable {
    case br
    case input
    case link
    case meta
  }
}

extension HTML {
  /// An attribute: a name of the list, and any value.
  ///
  /// Addresses are made by `PageAddress`; so none has a scheme or leads to another host.
  package struct Attribute: Equatable, Sendable {
    package enum Name: String, CaseIterable, Sendable {
      case ariaControls = "aria-controls"
      case ariaCurrent = "aria-current"
      case ariaDescribedBy = "aria-describedby"
      case ariaHidden = "aria-hidden"
      case ariaLabel = "aria-label"
      case ariaLabelledBy = "aria-labelledby"
      case ariaLive = "aria-live"
      case autocomplete
      case autocapitalize
      case charset
      case `class`
      case content
      case cx
      case cy
      case d
      case datetime
      case dataEnds = "data-ends"
      case dataKey = "data-key"
      case dataLabel = "data-label"
      case `defer`
      case dir
      case `for`
      case height
      case hidden
      case id
      case inputmode
      case lang
      case max
      case maxlength
      case method
      case name
      case open
      case placeholder
      case points
      case preserveAspectRatio
      case r
      case rel
      case required
      case role
      case scope
      case selected
      case spellcheck
      case tabindex
      case title
      case type
      case value
      case viewBox
      case width
      case x
      case x1
      case x2
      case y
      case y1
      case y2
      // Addresses.
      case action
      case dataLive = "data-live"
      case href
      case src
    }

    let name: Name
    /// nil for one that is there or not.
    let value: String?

    private init(name: Name, value: String?) {
      self.name = name
      self.value = value
    }

    /// An attribute whose value is not an address.
    package init(_ name: Name, _ value: String) {
      precondition(!Self.addresses.contains(name), "addresses are made by PageAddress")
      self.init(name: name, value: value)
    }

    /// An attribute that is there or not.
    package init(_ name: Name) {
      self.init(name: name, value: nil)
    }

    /// An attribute that is an address.
    package init(_ name: Name, _ address: PageAddress) {
      self.init(name: name, value: address.text)
    }

    private static let addresses: Set<Name> = [.action, .dataLive, .href, .src]

    /// Classes, separated by blanks.
    package static func `class`(_ names: String) -> Attribute { Attribute(.class, names) }

    package static func href(_ address: PageAddress) -> Attribute { Attribute(.href, address) }
  }
}
