package import SMSCore
package import SMSDaemon

/// A row of the watched status that can be selected.
package struct WatchRow: Hashable, Sendable {
  /// The same account may have a row as a cause and one in its table.
  package enum Section: Sendable {
    case causes
    case spools
    case accounts
    case errors
  }

  /// What a row is about.
  package enum Subject: Hashable, Sendable {
    case scope(HoldScope)
    case error(code: String, RecentErrors.Place)
  }

  package var section: Section
  package var subject: Subject

  package init(_ section: Section, _ subject: Subject) {
    self.section = section
    self.subject = subject
  }
}

/// What an operator may do about a row.
package enum WatchAct: Hashable, Sendable {
  case hold(HoldScope)
  case release(HoldScope)
  /// Retries every job that ended with an error.
  case retry(ErrorCode)
}

/// An act that does not fit its row, and why.
package struct WatchRefusal: Error, Hashable, Sendable {
  package var reason: String
}

extension WatchAct {
  /// The act for a key and a row; nil for other keys.
  ///
  /// - Parameters:
  ///   - key: `h`, `r` or `t`.
  ///   - row: The selected row.
  ///   - view: The status that shows it.
  /// - Throws: `WatchRefusal` if the row does not take it.
  package init?(
    _ key: Character,
    on row: WatchRow,
    in view: StatusView
  ) throws(WatchRefusal) {
    switch key {
    case "h": self = try Self.hold(row.subject, view)
    case "r": self = try Self.release(row.subject, view)
    case "t": self = try Self.retry(row.subject, view)
    default: return nil
    }
  }

  private static func hold(
    _ subject: WatchRow.Subject,
    _ view: StatusView
  ) throws(WatchRefusal) -> WatchAct {
    switch subject {
    case .scope(.sender(let sender)):
      throw WatchRefusal(
        reason: "A sender cannot be held: select spool \(sender.spool), or its account."
      )
    case .scope(let scope):
      guard !view.holds.contains(where: { $0.scope == scope }) else {
        throw WatchRefusal(reason: "\(scope.words.capitalizedFirst) is held already.")
      }
      return .hold(scope)
    case .error:
      throw WatchRefusal(reason: "An error cannot be held: select a spool or an account.")
    }
  }

  private static func release(
    _ subject: WatchRow.Subject,
    _ view: StatusView
  ) throws(WatchRefusal) -> WatchAct {
    guard case .scope(let scope) = subject else {
      throw WatchRefusal(reason: "An error has no hold: select a spool or an account.")
    }
    guard !view.holds.contains(where: { $0.scope == scope }) else { return .release(scope) }
    let isAllHeld = view.holds.contains { $0.scope == .all }
    var reason = "\(scope.words.capitalizedFirst) has no hold of its own."
    if isAllHeld {
      reason +=
        view.restoration == nil
        ? " Everything is held: select that."
        : " Everything is held since the restore: '\(ProgramName.value) reconcile' comes first."
    } else if case .account(let name) = scope,
      view.accounts.contains(where: { $0.name == name && ["paused", "trial"].contains($0.state) })
    {
      reason += " The daemon paused it, and goes on when a probe succeeds."
    }
    throw WatchRefusal(reason: reason)
  }

  /// An account is retried by the last error that its row shows.
  private static func retry(
    _ subject: WatchRow.Subject,
    _ view: StatusView
  ) throws(WatchRefusal) -> WatchAct {
    let place: RecentErrors.Place
    let word: String
    switch subject {
    case .error(let code, let origin): (word, place) = (code, origin)
    case .scope(.account(let name)):
      guard let error = view.errors.first(where: { $0.place == .account(name) }) else {
        throw WatchRefusal(reason: "Account \(name) had no error in the last hour.")
      }
      (word, place) = (error.code, error.place)
    case .scope:
      throw WatchRefusal(
        reason: "Failed messages are retried by error: select one below LAST HOUR, or an account."
      )
    }
    if case .spool = place {
      throw WatchRefusal(
        reason: "These requests were refused and became no messages: see rejected/ of the spool."
      )
    }
    guard let code = ErrorCode(rawValue: word) else {
      throw WatchRefusal(reason: "This version does not know the error \(word).")
    }
    return .retry(code)
  }
}

extension String {
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
