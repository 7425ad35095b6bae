package import SMSCore

/// How fast an account sends, after a 429 or some time without one.
package struct AccountPace: Sendable, Equatable {
  /// How many times slower than its rate it sends: 1, 2, 4 or 8.
  package var factor: Int
  /// How long it is silent from now on.
  package var silence: Interval

  package init(factor: Int, silence: Interval = .zero) {
    self.factor = factor
    self.silence = silence
  }
}

/// An account that sends slower than its rate, as its note shows it.
struct SlowedNote: Equatable, Sendable {
  var since: WallTime
  /// How many times slower than its rate it sends.
  var factor: Int
  /// Nothing is sent before then.
  var silentUntil: WallTime
}

/// What the notes about accounts say, and since when it applies.
struct AccountStates {
  /// Silences whose ends are this close are not noted again.
  private static let sameTime = Interval(seconds: 1)

  private(set) var states: [String: (note: AccountNote, since: WallTime)] = [:]
  private var slowed: [String: SlowedNote] = [:]

  /// Takes a new state.
  ///
  /// - Returns: The text of the account's note.
  mutating func take(_ note: AccountNote, of account: String, at now: WallTime) -> String {
    let last = states[account]
    // A failing probe and a trial belong to the same pause.
    let goesOn = last.map { $0.note.state.isPause && note.state.isPause } ?? false
    states[account] = (note, last.flatMap { goesOn ? $0.since : nil } ?? now)
    return text(of: account, at: now)
  }

  /// Takes a new pace.
  ///
  /// - Returns: The text of the account's note; nil if it says nothing new.
  mutating func take(_ pace: AccountPace, of account: String, at now: WallTime) -> String? {
    let last = slowed[account]
    if pace.factor > 1 {
      let until = max(last?.silentUntil ?? now, now.advanced(by: pace.silence))
      let note = SlowedNote(since: last?.since ?? now, factor: pace.factor, silentUntil: until)
      if let last, last.factor == note.factor, until.since(last.silentUntil) < Self.sameTime {
        return nil
      }
      slowed[account] = note
    } else {
      guard last != nil else { return nil }
      slowed[account] = nil
    }
    return text(of: account, at: now)
  }

  /// Forgets all accounts but these.
  mutating func keep(_ accounts: Set<String>) {
    states = states.filter { accounts.contains($0.key) }
    slowed = slowed.filter { accounts.contains($0.key) }
  }

  private func text(of account: String, at now: WallTime) -> String {
    let slowed = slowed[account]
    let state = states[account] ?? (AccountNote(state: .running), slowed?.since ?? now)
    return Notes.account(state.note, since: state.since, slowed: slowed)
  }
}
