package import SMSCore

/// What `status --watch` shows and what its keys do, without a terminal or a daemon.
package struct WatchModel: Sendable {
  /// What the keys ask of the outside.
  package enum Effect: Hashable, Sendable {
    case perform(WatchAct)
    case quit
  }

  /// What the last line is for.
  package enum Footer: Hashable, Sendable {
    /// The time and the keys.
    case keys
    /// All keys with what they do.
    case help
    /// Asks before an act.
    case question(WatchAct)
    /// An act that the daemon is carrying out.
    case progress(WatchAct)
    /// What became of the last key.
    case message(String)
  }

  /// The status; nil before the first, and while it cannot be read.
  package private(set) var view: StatusView?
  /// Why the status cannot be read, and when it could for the last time.
  package private(set) var failure: (failure: CommandFailure, lastSeen: WallTime?)?
  package private(set) var selected: WatchRow?
  package private(set) var footer = Footer.keys
  /// The position of the selected row, for when it goes.
  private var position = 0
  private var lastSeen: WallTime?

  package init() {}

  /// The rows that can be selected, from top to bottom.
  private var rows: [WatchRow] { view.map { WatchBody.rows(of: $0) } ?? [] }

  // MARK: Events

  /// Shows a new status, or the reason why it could not be read.
  package mutating func take(_ status: Result<StatusView, CommandFailure>) {
    switch status {
    case .success(let view):
      self.view = view
      failure = nil
      lastSeen = view.now
    case .failure(let failure):
      view = nil
      self.failure = (failure, lastSeen)
    }
    let rows = rows
    guard !rows.isEmpty else { return }
    if let selected, let place = rows.firstIndex(of: selected) {
      position = place
    } else {
      // A row that is gone leaves its place to the next.
      select(position, in: rows)
    }
  }

  /// Acts on keys that came at once.
  ///
  /// Whatever comes together with the key that raises a question is dropped, so that it cannot be
  /// answered before it was seen.
  /// - Returns: What to do about them.
  package mutating func take(_ keys: [Key]) -> [Effect] {
    var effects: [Effect] = []
    for key in keys {
      if let effect = take(key) { effects.append(effect) }
      if case .question = footer { break }
    }
    return effects
  }

  /// Shows what became of an act.
  package mutating func performed(_ words: String) {
    footer = .message(words)
  }

  // MARK: Keys

  private mutating func take(_ key: Key) -> Effect? {
    switch footer {
    case .question(let act): return answer(key, to: act)
    case .progress: return key == .character("q") ? .quit : moved(by: key)
    case .keys, .help, .message: break
    }
    switch key {
    case .character("q"): return .quit
    case .character("?"): footer = footer == .help ? .keys : .help
    case .character(let character) where "hrt".contains(character): ask(for: character)
    default:
      footer = .keys
      return moved(by: key)
    }
    return nil
  }

  private mutating func answer(_ key: Key, to act: WatchAct) -> Effect? {
    guard key == .character("y") || key == .character("Y") else {
      footer = .message("Nothing was changed.")
      return nil
    }
    footer = .progress(act)
    return .perform(act)
  }

  private mutating func ask(for key: Character) {
    guard let view, let selected else { return }
    do throws(WatchRefusal) {
      guard let act = try WatchAct(key, on: selected, in: view) else { return }
      footer = .question(act)
    } catch {
      footer = .message(error.reason)
    }
  }

  private mutating func moved(by key: Key) -> Effect? {
    let rows = rows
    switch key {
    case .up, .character("k"): select(position - 1, in: rows)
    case .down, .character("j"): select(position + 1, in: rows)
    case .home, .character("g"): select(0, in: rows)
    case .end, .character("G"): select(rows.count - 1, in: rows)
    default: break
    }
    return nil
  }

  private mutating func select(_ wanted: Int, in rows: [WatchRow]) {
    guard !rows.isEmpty else { return }
    position = min(max(wanted, 0), rows.count - 1)
    selected = rows[position]
  }
}
