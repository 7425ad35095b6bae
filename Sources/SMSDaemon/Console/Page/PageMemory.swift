internal import SMSCore
internal import SMSJSON

/// What is remembered of sessions, only in memory: what was searched for, which forms were used, and
/// what was shown in full.
///
/// | | at most | for |
/// |---|---|---|
/// | kept forms of a session | 1,000, the oldest goes | an hour |
/// | of all sessions | 8 MiB, the oldest goes | an hour |
/// | ids of forms that were used | 20,000, then none is taken | an hour |
/// | what was shown | 20,000, the oldest goes | 12 hours |
///
/// A clock that is set back shortens none of these times: a form that was used stays used.
struct PageMemory {
  /// What was asked, and what came of it.
  struct Kept: Equatable, Sendable {
    var form: [PageCall.Field]
    var result: JSONValue?
  }

  /// What is kept belongs to a session.
  private struct Name: Hashable {
    let session: String
    let name: String
  }

  static let life = Interval(seconds: 3_600)
  static let mostKept = 1_000
  static let mostBytes = 8 << 20
  static let mostForms = 20_000
  static let mostShown = 20_000

  private var kept = AgingTable<Name, (Kept, size: Int)>(life: Self.life)
  private var bytes = 0
  private var forms = AgingTable<String, Void>(life: Self.life)
  private var shown = AgingTable<Name, Void>(life: ConsoleSession.longest)

  /// Keeps a form under a name.
  mutating func keep(_ new: Kept, as name: String, of session: String, at now: WallTime) {
    forgetOld(at: now)
    let own = kept.keys.filter { $0.session == session }
    if own.count >= Self.mostKept, let oldest = own.first { remove(oldest) }
    let size =
      new.form.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count }
      + (new.result.map { JSONWriter.write($0, as: .compact).count } ?? 0)
    while bytes + size > Self.mostBytes, let oldest = kept.keys.first { remove(oldest) }
    kept.set(Name(session: session, name: name), (new, size), at: now)
    bytes += size
  }

  /// What was kept under a name; nil if it is not there any more.
  mutating func kept(_ name: String, of session: String, at now: WallTime) -> Kept? {
    forgetOld(at: now)
    return kept[Name(session: session, name: name)]?.0
  }

  /// Uses the id of a form up.
  ///
  /// - Returns: False if it was used before.
  /// - Throws: `PageFault.busy` if there are too many.
  mutating func use(form id: String, at now: WallTime) throws(PageFault) -> Bool {
    forms.forgetOld(at: now)
    guard forms[id] == nil else { return false }
    guard forms.count < Self.mostForms else { throw .busy }
    forms.set(id, (), at: now)
    return true
  }

  /// Takes the use of a form's id back, as nothing was begun with it.
  mutating func free(form id: String) {
    _ = forms.remove(id)
  }

  /// Remembers that a page was shown in full to a session.
  ///
  /// - Returns: False if it was remembered before.
  func isShown(_ page: String, to session: String) -> Bool {
    shown[Name(session: session, name: page)] != nil
  }

  mutating func show(_ page: String, to session: String, at now: WallTime) {
    shown.forgetOld(at: now)
    if shown.count >= Self.mostShown, let oldest = shown.keys.first { _ = shown.remove(oldest) }
    shown.set(Name(session: session, name: page), (), at: now)
  }

  private mutating func forgetOld(at now: WallTime) {
    for (_, size) in kept.forgetOld(at: now) { bytes -= size }
  }

  private mutating func remove(_ name: Name) {
    bytes -= kept.remove(name)?.size ?? 0
  }
}

/// Values that are forgotten after a while, in the order in which they came.
private struct AgingTable<Key: Hashable, Value> {
  private let life: Interval
  private var values: [Key: (value: Value, start: WallTime)] = [:]
  /// With the keys of values that were removed meanwhile.
  private var order: [Key] = []

  init(life: Interval) {
    self.life = life
  }

  var count: Int { values.count }

  /// The oldest first.
  var keys: some Collection<Key> { order.lazy.filter { values[$0] != nil } }

  subscript(key: Key) -> Value? { values[key]?.value }

  mutating func set(_ key: Key, _ value: Value, at now: WallTime) {
    if values.updateValue((value, now), forKey: key) == nil { order.append(key) }
  }

  mutating func remove(_ key: Key) -> Value? {
    let removed = values.removeValue(forKey: key)?.value
    if order.count > 2 * values.count + 16 { order = Array(keys) }
    return removed
  }

  /// - Returns: The values that were forgotten.
  @discardableResult
  mutating func forgetOld(at now: WallTime) -> [Value] {
    let old = values.filter { now.since($0.value.start) >= life }
    guard !old.isEmpty else { return [] }
    for key in old.keys { values[key] = nil }
    order = Array(keys)
    return old.values.map(\.value)
  }
}

/// Why a page cannot be given.
enum PageFault: Error, Equatable, Sendable {
  /// There is no place for it now.
  case busy
  /// It takes too long.
  case tooLong
  /// The process that makes it failed, or could not be started.
  case broken(String)
  /// The daemon stops.
  case stopping
  /// The caller has left.
  case left
}
