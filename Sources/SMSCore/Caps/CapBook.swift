/// How many segments were sent when, as far as caps need to know.
///
/// Seconds are counted for the sliding minute, quarters of an hour for days and months, whichever zone
/// they begin in. A bucket counts whole as long as any part of it may matter, so a cap is never
/// passed; what the clock says is yet to come, since it was set back, counts as of now.
package struct CapBook: Equatable, Sendable {
  package enum Unit: Int, CaseIterable, Sendable {
    case second = 0
    case quarter = 1

    var seconds: Int64 { self == .second ? 1 : 900 }
  }

  package struct Key: Hashable, Sendable {
    package var counter: CapCounter
    package var unit: Unit
    /// Seconds or quarters of an hour since 1970.
    package var bucket: Int64

    package init(counter: CapCounter, unit: Unit, bucket: Int64) {
      self.counter = counter
      self.unit = unit
      self.bucket = bucket
    }
  }

  /// How long a second counts, in seconds: a minute, and how long a begun attempt may wait before it
  /// leaves or is withdrawn.
  static let minute: Int64 = 62

  private var seconds: [CapCounter: [Int64: Int]] = [:]
  private var quarters: [CapCounter: [Int64: Int]] = [:]
  /// The sums of the current days and months, as each message would otherwise add up all quarters.
  private var sums: [Cap.ID: Sum] = [:]
  private var changed: Set<Key> = []
  /// The quarter in which old buckets were last dropped.
  private var cleanedIn = Int64.min

  private struct Sum: Equatable {
    var start: Int64
    var end: Int64
    var counters: Set<CapCounter>
    var used: Int
  }

  package init() {}

  /// - Parameter amounts: What is stored.
  package init(_ amounts: [Key: Int]) {
    for (key, amount) in amounts { set(key, amount) }
  }

  private mutating func set(_ key: Key, _ amount: Int) {
    let amount = amount > 0 ? amount : nil
    switch key.unit {
    case .second: seconds[key.counter, default: [:]][key.bucket] = amount
    case .quarter: quarters[key.counter, default: [:]][key.bucket] = amount
    }
  }

  /// What was counted in a bucket.
  package func amount(_ key: Key) -> Int {
    (key.unit == .second ? seconds : quarters)[key.counter]?[key.bucket] ?? 0
  }

  /// The buckets that were changed since this was last called; those of 0 are to be removed.
  package mutating func takeChanges() -> Set<Key> {
    defer { changed = [] }
    return changed
  }

  // MARK: Counting

  /// Counts an attempt that begins.
  package mutating func count(_ message: CappedMessage, at now: WallTime) {
    bringBack(at: now)
    add(message, message.segments, at: now)
    clean(at: now)
  }

  /// Gives back what an attempt was counted with at a time: it was never sent.
  package mutating func giveBack(_ message: CappedMessage, countedAt time: WallTime) {
    add(message, -message.segments, at: time)
  }

  private mutating func add(_ message: CappedMessage, _ segments: Int, at time: WallTime) {
    for counter in message.counters {
      for unit in Unit.allCases {
        let bucket = Self.bucket(of: time, unit)
        let key = Key(counter: counter, unit: unit, bucket: bucket)
        let before = amount(key)
        let after = max(0, before + segments)
        guard after != before else { continue }
        set(key, after)
        changed.insert(key)
        guard unit == .quarter else { continue }
        for id in sums.keys {
          guard let sum = sums[id], sum.counters.contains(counter),
            (bucket + 1) * unit.seconds > sum.start
          else { continue }
          sums[id]?.used += after - before
        }
      }
    }
  }

  private static func bucket(of time: WallTime, _ unit: Unit) -> Int64 {
    floorDivide(time.milliseconds, unit.seconds * 1_000).quotient
  }

  /// The clock may have been set back: what it says is yet to come was sent just now.
  package mutating func bringBack(at now: WallTime) {
    for unit in Unit.allCases {
      let last = Self.bucket(of: now, unit)
      let all = unit == .second ? seconds : quarters
      for (counter, buckets) in all {
        // Seconds may come slightly out of order.
        let limit = unit == .second ? last + 2 : last
        for (bucket, amount) in buckets where bucket > limit {
          let present = Key(counter: counter, unit: unit, bucket: last)
          let future = Key(counter: counter, unit: unit, bucket: bucket)
          set(present, self.amount(present) + amount)
          set(future, 0)
          changed.formUnion([present, future])
          sums = [:]
        }
      }
    }
  }

  /// Drops buckets that no longer matter, once a quarter and whenever there are many.
  private mutating func clean(at now: WallTime) {
    let second = Self.bucket(of: now, .second)
    for (counter, buckets) in seconds where buckets.count > 2 * Int(Self.minute) {
      for bucket in buckets.keys where bucket < second - Self.minute - 1 {
        remove(Key(counter: counter, unit: .second, bucket: bucket))
      }
    }
    let quarter = Self.bucket(of: now, .quarter)
    guard quarter != cleanedIn else { return }
    cleanedIn = quarter
    for (counter, buckets) in quarters {
      let oldest = quarter - counter.life / Unit.quarter.seconds
      for bucket in buckets.keys where bucket < oldest {
        remove(Key(counter: counter, unit: .quarter, bucket: bucket))
      }
    }
  }

  private mutating func remove(_ key: Key) {
    set(key, 0)
    changed.insert(key)
  }

  // MARK: Asking

  /// Forgets sums, as the caps were changed.
  package mutating func capsChanged() { sums = [:] }

  /// How many segments of a cap are used.
  package mutating func used(_ cap: Cap, at now: WallTime) -> Int {
    guard cap.id.setting.period != .minute else {
      return parts(of: cap, at: now).reduce(0) { $0 + $1.amount }
    }
    let time = floorDivide(now.milliseconds, 1_000).quotient
    if let sum = sums[cap.id], (sum.start..<sum.end).contains(time) { return sum.used }
    let (start, end) = cap.period(at: time)
    let first = floorDivide(start, Unit.quarter.seconds).quotient
    let used = cap.counters.reduce(0) { total, counter in
      (quarters[counter] ?? [:]).reduce(total) { $1.key >= first ? $0 + $1.value : $0 }
    }
    sums[cap.id] = Sum(start: start, end: end, counters: cap.counters, used: used)
    return used
  }

  /// The seconds that count for a cap of a minute, oldest first.
  private func parts(of cap: Cap, at now: WallTime) -> [(bucket: Int64, amount: Int)] {
    let first = Self.bucket(of: now, .second) - Self.minute
    return cap.counters.flatMap { counter in
      (seconds[counter] ?? [:]).filter { $0.key >= first }.map {
        (bucket: $0.key, amount: $0.value)
      }
    }.sorted { $0.bucket < $1.bucket }
  }

  /// When some segments fit in a cap.
  ///
  /// More than the whole cap fit once nothing of it is used.
  /// - Returns: nil if that is now.
  package mutating func opens(
    for segments: Int,
    in cap: Cap,
    at now: WallTime
  ) -> WallTime? {
    let needed = min(segments, cap.limit)
    var used = used(cap, at: now)
    guard used + needed > cap.limit else { return nil }
    guard cap.id.setting.period == .minute else {
      let time = floorDivide(now.milliseconds, 1_000).quotient
      return WallTime(milliseconds: cap.period(at: time).end * 1_000)
    }
    let parts = parts(of: cap, at: now)
    for part in parts {
      used -= part.amount
      guard used + needed > cap.limit else {
        return WallTime(milliseconds: (part.bucket + Self.minute + 1) * 1_000)
      }
    }
    return now
  }

  /// The cap that a message has to wait for the longest; nil if it may go.
  package mutating func refusal(
    of message: CappedMessage,
    by caps: [Cap],
    at now: WallTime
  ) -> CapRefusal? {
    bringBack(at: now)
    var found: CapRefusal?
    for cap in caps where cap.holds(message) {
      guard let until = opens(for: message.segments, in: cap, at: now),
        found.map({ $0.until < until }) ?? true
      else { continue }
      found = CapRefusal(cap: cap, until: until, used: used(cap, at: now))
    }
    return found
  }
}

extension CapCounter {
  /// How long a quarter of an hour may matter, in seconds: only accounts have caps of a month.
  fileprivate var life: Int64 {
    if case .account = self { 32 * 86_400 } else { 2 * 86_400 }
  }
}

extension Cap {
  /// The day or the month in which a time lies, in seconds since 1970.
  fileprivate func period(at seconds: Int64) -> (start: Int64, end: Int64) {
    id.setting.period == .month ? zone.month(at: seconds) : zone.day(at: seconds)
  }
}
