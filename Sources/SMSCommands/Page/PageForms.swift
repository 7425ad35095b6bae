internal import SMSCore
internal import SMSDaemon
internal import SMSPage

extension PageVisit {
  /// A form that is posted.
  ///
  /// - Parameters:
  ///   - path: The last segment of its address.
  ///   - classes: Its classes.
  ///   - content: Its fields and buttons.
  /// - Returns: The form, with its id.
  func form(
    _ path: String,
    _ classes: String = "inline",
    @HTMLBuilder _ content: () -> HTML
  ) -> HTML {
    let inside = content()
    return HTML(
      .form,
      .class(classes),
      .init(.method, "post"),
      .init(.action, address([path]))
    ) {
      PageFrame.formID(call.formID)
      inside
    }
  }

  func hidden(_ name: String, _ value: String) -> HTML {
    HTML(void: .input, .init(.type, "hidden"), .init(.name, name), .init(.value, value))
  }

  /// - Parameters:
  ///   - words: What it says.
  ///   - classes: Its classes.
  ///   - name: For those who do not see beside what it is; nil if the words are enough.
  /// - Returns: The button.
  func button(_ words: String, _ classes: String = "quiet", for name: String? = nil) -> HTML {
    HTML(
      .button,
      .class(classes),
      .init(.type, "submit"),
      name.map { .init(.ariaLabel, "\(words) \(shown($0))") },
      text: words
    )
  }

  /// A button that asks for an act, which is to be confirmed; nil for readers.
  ///
  /// - Parameters:
  ///   - words: What it says.
  ///   - action: The act.
  ///   - target: What it is about.
  /// - Returns: A form.
  func act(_ words: String, _ action: MatchedAction, _ target: PageTarget) -> HTML? {
    guard mayAct else { return nil }
    return form("act") {
      hidden("action", action.rawValue)
      for (name, value) in target.fields { hidden(name, value) }
      button(words, for: target.words)
    }
  }

  /// Buttons that hold something as a whole, or let it go on; nil for readers.
  func holdOrRelease(_ scope: HoldScope, isHeld: Bool) -> HTML? {
    isHeld
      ? act("Release", .release, .scope(scope)) : act("Hold", .hold, .scope(scope))
  }

  /// A button that lists the jobs with some conditions.
  func search(_ words: String, _ fields: [(name: String, value: String)]) -> HTML {
    form("find") {
      for (name, value) in fields { hidden(name, value) }
      button(words, for: fields.map(\.value).joined(separator: " "))
    }
  }

  /// A list of terms and what they mean; nothing without any.
  func definitions(_ pairs: [(term: String, meaning: HTML)]) -> HTML? {
    guard !pairs.isEmpty else { return nil }
    return HTML(.dl, .class("facts")) {
      for (term, meaning) in pairs {
        HTML(.div) {
          HTML(.dt, text: term)
          HTML(.dd) { meaning }
        }
      }
    }
  }

  /// What went wrong with what was asked, in the words of the commands; a public hint is about no
  /// data, and shown to all as it is.
  func alert(_ message: String, hint: String, isPublic: Bool = false) -> HTML {
    HTML(.div, .class("alert"), .init(.role, "alert")) {
      for line in message.split(separator: "\n") {
        HTML(.p, .class("strong")) { text(String(line)) }
      }
      if !hint.isEmpty { HTML(.p) { isPublic ? HTML(.bdi, text: hint) : text(hint) } }
    }
  }
}
