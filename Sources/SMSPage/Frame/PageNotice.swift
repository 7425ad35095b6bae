/// A document outside of a session's pages: the login, and why there is nothing else to see.
package struct PageNotice: Sendable {
  package var title: String
  /// What happened, in sentences.
  package var words: [String]
  /// The command to run next; nil if none helps.
  package var command: String?
  /// Where to go on, and the words of the link; nil for nowhere.
  package var next: (address: PageAddress, words: String)?

  package init(
    _ title: String,
    _ words: String...,
    command: String? = nil,
    next: (address: PageAddress, words: String)? = nil
  ) {
    self.title = title
    self.words = words
    self.command = command
    self.next = next
  }

  /// The document.
  package var document: String { Self.document(title) { inside } }

  /// The same without the frame, to be put into a page that is there.
  package var inside: HTML {
    HTML(.section, .class("notice")) {
      HTML(.h1, text: title)
      for sentence in words { HTML(.p, text: sentence) }
      if let command { HTML(.pre) { HTML(.code, text: command) } }
      if let next { HTML(.p) { HTML(.a, .href(next.address), text: next.words) } }
    }
  }

  private static func document(_ title: String, @HTMLBuilder _ content: () -> HTML) -> String {
    let inside = content()
    return HTML(.html, .init(.lang, "en")) {
      PageFrame.head(title)
      HTML(.body, .class("alone")) {
        HTML(.p, .class("brand"), text: "smsdispatch")
        HTML(.main, .init(.id, "main")) { inside }
      }
    }.document
  }
}

extension PageNotice {
  /// What a browser gets that has no session.
  package static let front = PageNotice(
    "No session",
    "This page is for those who run smsdispatch. On its machine, this command prints an address that "
      + "is good once, for a minute:",
    command: "smsdispatch console"
  )

  /// An address of a login that is not good, or not any more.
  package static let loginOver = PageNotice(
    "This address is used up",
    "It was good once, for a minute. Ask for another:",
    command: "smsdispatch console"
  )

  /// A session that does not exist, or not any more.
  package static let sessionOver = PageNotice(
    "The session has ended",
    "It ran out of time, was ended here, or was revoked. Nothing that was confirmed is lost. For "
      + "another session:",
    command: "smsdispatch console"
  )

  /// What was kept for a session and is not kept any more.
  ///
  /// - Parameter base: The path of the session.
  /// - Returns: The notice.
  package static func notKept(below base: String) -> PageNotice {
    PageNotice(
      "Not kept any more",
      "Searches and results are kept for an hour, and are forgotten when the daemon stops.",
      next: (PageAddress(["find"], below: base), "Search again")
    )
  }

  /// The button that uses up an address of a login.
  ///
  /// - Parameters:
  ///   - token: The last segment of the address.
  ///   - acts: Whether the session will be able to act.
  /// - Returns: The document.
  package static func login(token: String, acts: Bool) -> String {
    document("Log in") {
      HTML(.section, .class("notice")) {
        HTML(.h1, text: "Log in")
        HTML(
          .p,
          text: acts
            ? "This session reads and acts. Full numbers are shown, and all acts are in the audit."
            : "This session reads. Of phone numbers it shows the last four digits."
        )
        HTML(
          .form,
          .init(.method, "post"),
          .init(.action, PageAddress(["login", token], below: "/"))
        ) {
          HTML(.button, .class("primary"), .init(.type, "submit"), text: "Log in")
        }
      }
    }
  }
}
