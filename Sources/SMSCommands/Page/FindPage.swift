internal import SMSArguments
internal import SMSCore
internal import SMSDaemon
internal import SMSPage
internal import SMSSpool
internal import SMSSystem

/// The fields of a search, which are the options of `list`.
enum FindForm {
  static let names: Set<String> = Set(FilterArguments.options.map(\.name))

  private static let specification = Specification(
    "list",
    summary: "",
    options: FilterArguments.options
  )

  /// Reads the conditions; fields without a value say nothing.
  ///
  /// - Throws: `CommandFailure` that names the field, the rule and the repair.
  static func conditions(_ visit: PageVisit) throws(CommandFailure) -> FilterArguments {
    var words: [String] = []
    for field in visit.call.form where names.contains(field.name) {
      let value = field.value.split(whereSeparator: \.isNewline).joined(separator: " ")
      let trimmed = value.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace)
      guard !trimmed.isEmpty else { continue }
      words.append("--\(field.name)=\(String(trimmed.reversed()))")
    }
    do throws(UsageError) {
      return try FilterArguments(try ArgumentParser.parse(words, for: specification))
    } catch {
      throw CommandFailure(error)
    }
  }

  /// The conditions in words, without values that readers do not see.
  static func words(_ visit: PageVisit) -> [(name: String, value: String)] {
    visit.call.form.filter { names.contains($0.name) && !$0.value.isEmpty }
      .map { ($0.name, visit.shown($0.value)) }
  }
}

extension CommandFailure {
  /// A field of a form that is not right: the option's fault, without its dashes.
  fileprivate init(_ error: UsageError) {
    let message = error.message.hasPrefix("--") ? error.message.dropFirst(2) : error.message[...]
    let hint = error.suggestion
    self.init(
      .usage,
      String(message),
      hint: hint.isEmpty ? "" : "\(hint.prefix(1).uppercased())\(hint.dropFirst())."
    )
  }
}

/// The page with the forms of the search.
struct FindPage {
  private let visit: PageVisit

  init(_ visit: PageVisit) {
    self.visit = visit
  }

  /// Goes on to what was asked for; nothing of it is in the address.
  ///
  /// - Throws: `CommandFailure` if the ledger cannot be read.
  func found() throws(CommandFailure) -> PageOutcome {
    let kept = visit.call.kept
    do throws(CommandFailure) {
      if !visit.field("id").isEmpty { return try foundByID() }
      let conditions = try FindForm.conditions(visit)
      _ = try conditions.filter(visit.configuration, try visit.ledger(), now: visit.now)
      return .next(["found", kept])
    } catch let failure where failure.status == .usage || failure.status == .noSuchID {
      return .page(content(failure))
    }
  }

  /// The job, batch or file with an id, in the first spool that has one.
  private func foundByID() throws(CommandFailure) -> PageOutcome {
    let id = visit.field("id")
    let spool = visit.field("spool")
    guard RequestID.isValid(id) else {
      throw CommandFailure(.usage, "\"\(String(escaping: id))\" is not an id: it \(RequestID.rule)")
    }
    let ledger = try visit.ledger()
    let configuration = visit.configuration
    let spools =
      spool.isEmpty
      ? configuration.spools.keys.sorted() + [Configuration.operatorSpool]
      : [try ChosenSpool(spool, withOperators: configuration).name]
    for spool in spools {
      let job = try visit.read { () throws(LedgerError) in
        try ledger.show(JobName(spool: spool, id: id))?.snapshot
      }
      if let job { return .away(visit.segments(to: job)) }
    }
    for spool in spools where MessagePage.file(id, in: spool, visit) != nil {
      return .away(["job", spool, id])
    }
    throw CommandFailure(
      .noSuchID,
      "no spool has a job \(id), and no file of it",
      hint: """
        Check the id; the ledger forgets jobs after retention.ledger_days, and rejected files go \
        after retention.rejected_days.
        """
    )
  }

  /// The page.
  ///
  /// - Parameter failure: What is wrong with what was asked for; nil if nothing is.
  /// - Returns: The page with the forms, which hold what was typed.
  func content(_ failure: CommandFailure? = nil) -> PageContent {
    PageContent("Find", in: .find, status: failure?.status.webStatus ?? 200) {
      if let failure {
        // How to write a field is of nobody's data, though its example looks like a number.
        visit.alert(failure.message, hint: failure.hint, isPublic: failure.status == .usage)
      }
      HTML(.div, .class("columns")) {
        visit.form("find", "panel") {
          HTML(.h2, text: "One message")
          input("id", "Id", hint: "as the request has it")
          HTML(.div, .class("buttons")) { visit.button("Show", "primary") }
        }
        visit.form("history", "panel") {
          HTML(.h2, text: "One phone")
          input("number", "Number", hint: "whole, with its area code", isNumber: true)
          HTML(.div, .class("buttons")) { visit.button("Show its history", "primary") }
        }
      }
      visit.form("find", "panel") {
        HTML(.h2, text: "Messages")
        HTML(.p, .class("faint"), text: "All conditions combine; what is empty says nothing.")
        HTML(.div, .class("fields")) { conditions }
        HTML(.div, .class("buttons")) { visit.button("Find", "primary") }
      }
    }
  }

  @HTMLBuilder private var conditions: HTML {
    input("to", "To", hint: "number, whole", isNumber: true)
    input("from", "From", hint: "number of yours", isNumber: true)
    select("status", "Status", JobFilter.statusWords)
    select("error", "Error", ErrorCode.allCases.map(\.rawValue).sorted())
    select(
      "spool",
      "Spool",
      visit.configuration.spools.keys.sorted() + [Configuration.operatorSpool]
    )
    select("account", "Account", visit.configuration.accounts.keys.sorted())
    select("priority", "Priority", Priority.allCases.map(\.name))
    input("batch", "Batch", hint: "id")
    input("since", "Accepted since", hint: "2h, 2026-11-23, …T08:00:00Z")
    input("until", "Accepted before", hint: "likewise")
    input("metadata", "Metadata", hint: "key=value")
  }

  private func input(
    _ name: String,
    _ words: String,
    hint: String,
    isNumber: Bool = false
  ) -> HTML {
    // A number that was typed is not written back to those who see numbers masked.
    let value = visit.shown(visit.field(name))
    return HTML(.label, .class("field")) {
      HTML(.span, text: words)
      HTML(
        void: .input,
        .init(.type, "text"),
        .init(.name, name),
        .init(.value, value == visit.field(name) ? value : ""),
        .init(.placeholder, hint),
        .init(.autocomplete, "off"),
        .init(.autocapitalize, "none"),
        .init(.spellcheck, "false"),
        isNumber ? .init(.inputmode, "tel") : nil
      )
    }
  }

  private func select(_ name: String, _ words: String, _ choices: [String]) -> HTML {
    let chosen = visit.field(name)
    return HTML(.label, .class("field")) {
      HTML(.span, text: words)
      HTML(.select, .init(.name, name)) {
        HTML(.option, .init(.value, ""), text: "any")
        for choice in choices {
          HTML(
            .option,
            .init(.value, choice),
            choice == chosen ? .init(.selected) : nil,
            text: choice
          )
        }
      }
    }
  }
}
