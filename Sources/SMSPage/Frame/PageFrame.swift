/// A page of a session as a whole document: head, navigation, session, and what the page says.
package struct PageFrame: Sendable {
  /// The parts of the console, as the navigation lists them.
  package enum Section: String, CaseIterable, Sendable {
    case overview
    case find
    case batches
    case failures
    case audit

    /// The last segment of its address.
    var segment: String { self == .overview ? "" : rawValue }

    var words: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }
  }

  /// Who looks.
  package struct Session: Sendable {
    package var user: String
    /// When it ends, to be shown.
    package var ends: String
    /// Until when it may act, to be shown; nil if it only reads.
    package var acts: String?
    /// When the first of these is, in milliseconds since 1970: the page is stale from then on.
    package var changesAt: Int64?

    package init(user: String, ends: String, acts: String?, changesAt: Int64?) {
      self.user = user
      self.ends = ends
      self.acts = acts
      self.changesAt = changesAt
    }
  }

  package var title: String
  /// The path of the session, which ends with a slash.
  package var base: String
  /// The part that the page belongs to; nil for none.
  package var section: Section?
  package var session: Session
  /// The id of the forms of this document.
  package var formID: String
  /// The segments of the page's own path, if it is to be renewed while it is looked at.
  package var live: [String]?

  package init(
    title: String,
    base: String,
    section: Section?,
    session: Session,
    formID: String,
    live: [String]? = nil
  ) {
    self.title = title
    self.base = base
    self.section = section
    self.session = session
    self.formID = formID
    self.live = live
  }

  /// The document.
  ///
  /// - Parameter main: What the page says, below its heading.
  /// - Returns: The document with it.
  package func document(_ main: HTML) -> String {
    HTML(.html, .init(.lang, "en")) {
      Self.head(title)
      HTML(.body) {
        HTML(.a, .class("skip"), .href(.fragment("main")), text: "Skip to the content")
        header
        stream
        HTML(.main, .init(.id, "main"), .init(.tabindex, "-1")) { main }
        footer
      }
    }.document
  }

  static func head(_ title: String) -> HTML {
    HTML(.head) {
      HTML(void: .meta, .init(.charset, "utf-8"))
      HTML(
        void: .meta,
        .init(.name, "viewport"),
        .init(.content, "width=device-width, initial-scale=1")
      )
      HTML(void: .meta, .init(.name, "color-scheme"), .init(.content, "light dark"))
      HTML(.title, text: "\(title) – smsdispatch")
      HTML(void: .link, .init(.rel, "icon"), .href(PageAsset.icon))
      HTML(void: .link, .init(.rel, "stylesheet"), .href(PageAsset.style))
      HTML(.script, .init(.src, PageAsset.script), .init(.defer)) { HTML() }
    }
  }

  private var header: HTML {
    HTML(.header, .class("top")) {
      HTML(.p, .class("brand")) {
        HTML(.a, .href(address([""])), text: "smsdispatch")
      }
      HTML(.nav, .init(.ariaLabel, "Parts of the console")) {
        HTML(.ul) {
          for section in Section.allCases { item(section) }
        }
      }
    }
  }

  private func item(_ section: Section) -> HTML {
    let isCurrent = section == self.section
    return HTML(.li) {
      HTML(
        .a,
        .href(address([section.segment])),
        isCurrent ? .init(.ariaCurrent, "page") : nil,
        text: section.words
      )
    }
  }

  /// Where the script says how fresh the page is; without it, the page is as of its loading.
  private var stream: HTML {
    HTML(
      .p,
      .class("stream"),
      .init(.id, "stream"),
      .init(.role, "status"),
      live.map { .init(.dataLive, address(["live"] + ($0.isEmpty ? [""] : $0))) },
      session.changesAt.map { .init(.dataEnds, "\($0)") }
    ) { HTML() }
  }

  private var footer: HTML {
    HTML(.footer, .class("session")) {
      HTML(.p) {
        HTML(.b) { HTML(.bdi, text: session.user) }
        session.acts.map { " may read and act until \($0), and read until \(session.ends)." }
          ?? " may read until \(session.ends)."
      }
      HTML(.form, .init(.method, "post"), .init(.action, address(["logout"]))) {
        Self.formID(formID)
        HTML(.button, .class("quiet"), .init(.type, "submit"), text: "End this session")
      }
    }
  }

  /// The hidden field that each form that is posted has.
  package static func formID(_ id: String) -> HTML {
    HTML(
      void: .input,
      .init(.type, "hidden"),
      .init(.name, "form_id"),
      .init(.value, id)
    )
  }

  private func address(_ segments: [String]) -> PageAddress {
    PageAddress(segments, below: base)
  }
}
