internal import SMSCore
internal import SMSDaemon
internal import SMSJSON

/// A cap that is nearly used up, or closed, as `status` shows it.
package struct CapView: Equatable, Sendable {
  /// Caps that are used to a lesser part are not shown.
  private static let shownPart = 0.8

  var id: Cap.ID
  /// Segments.
  var used: Int
  var limit: Int
  /// Until when the next message does not fit; nil if it does.
  var closedUntil: WallTime?
  /// The messages that wait in the lanes of a closed cap of an account or a spool; nil for others.
  var waiting: Int?

  /// The caps to be shown, in the order of the configuration.
  static func all(
    _ summary: LedgerSummary,
    _ configuration: Configuration,
    _ notes: DaemonNotes,
    at now: WallTime
  ) -> [CapView] {
    var book = summary.capBook
    return configuration.sendingCaps.caps.compactMap { cap in
      let standing = CapStanding(cap, &book, notes, segments: 1, at: now)
      let isNearlyFull = Double(standing.used) > shownPart * Double(cap.limit)
      guard isNearlyFull || standing.isClosed else { return nil }
      return CapView(
        id: cap.id,
        used: standing.used,
        limit: cap.limit,
        closedUntil: standing.isClosed ? standing.until : nil,
        waiting: standing.isClosed ? summary.waiting(for: cap.id.scope) : nil
      )
    }
  }

  /// One line for people.
  func line(at now: WallTime) -> String {
    let use = "\(StatusView.grouped(used)) of \(StatusView.grouped(limit)) segments"
    guard let closedUntil else { return "Cap \(id.words): \(use) used." }
    let many =
      waiting.map { ", \(StatusView.grouped($0)) \($0 == 1 ? "message waits" : "messages wait")" }
      ?? ""
    return """
      Cap \(id.words): \(use) used; it is closed until \(Stamp.text(closedUntil)) \
      (\(Span.text(closedUntil, from: now)))\(many).
      """
  }

  var json: JSONObject {
    JSONObject(distinct: [
      ("cap", .string(id.key)), ("used", .number(JSONNumber(Int64(used)))),
      ("limit", .number(JSONNumber(Int64(limit)))),
      ("closed_until", closedUntil.map { .string(Stamp.text($0)) }),
      ("waiting", waiting.map { .number(JSONNumber(Int64($0))) }),
    ])
  }
}

/// How a cap stands for a message.
struct CapStanding {
  var used: Int
  /// Whether the message does not fit, or others that do not fit come first.
  var isClosed: Bool
  /// When it is open; a cap of a minute may close again before.
  var until: WallTime

  init(
    _ cap: Cap,
    _ book: inout CapBook,
    _ notes: DaemonNotes,
    segments: Int,
    at now: WallTime
  ) {
    used = book.used(cap, at: now)
    let fits = book.opens(for: segments, in: cap, at: now)
    let noted = notes.closedCap(cap.id)
    // What a note says of a minute may be over, and the cap have closed again since.
    let next = noted.map { max($0, now.advanced(by: Interval(seconds: 1))) }
    let times = [
      fits, cap.id.setting.period == .minute ? next : noted.flatMap { $0 > now ? $0 : nil },
    ]
    .compactMap(\.self)
    isClosed = !times.isEmpty
    until = times.max() ?? now
  }
}
