import Testing

@testable import SMSCore

struct SendWindowTests {
  private func opening(
    _ window: SendWindow,
    _ zones: [ZoneRules] = [.newYork],
    from start: String
  ) -> String? {
    text(window.opening(from: time(start).milliseconds / 1_000, in: zones))
  }

  private func closing(
    _ window: SendWindow,
    _ zones: [ZoneRules] = [.newYork],
    after start: String
  ) -> String? {
    text(window.closing(after: time(start).milliseconds / 1_000, in: zones))
  }

  private func text(_ seconds: Int64?) -> String? {
    seconds.map { RFC3339.text(WallTime(milliseconds: $0 * 1_000)) }
  }

  @Test("it opens and closes to the second by the recipient's clocks")
  func edges() {
    let window = SendWindow.daily(9, 17.5)
    #expect(opening(window, from: "2026-06-01T12:59:59Z") == "2026-06-01T13:00:00.000Z")
    #expect(opening(window, from: "2026-06-01T13:00:00Z") == "2026-06-01T13:00:00.000Z")
    #expect(closing(window, after: "2026-06-01T13:00:00Z") == "2026-06-01T21:30:00.000Z")
    #expect(opening(window, from: "2026-06-01T21:30:00Z") == "2026-06-02T13:00:00.000Z")
  }

  @Test("what would end at once does not count among what waits for the window")
  func preview() {
    var sum = BatchPreview()
    for error in [nil, JobError(code: .expired, message: "", hint: "")] {
      sum.add(
        SubmissionPreview(
          identity: .new,
          phone: nil,
          error: error,
          isOptedOut: false,
          holds: [],
          ahead: 0,
          opensAt: time("2026-06-01T13:00:00Z")
        )
      )
    }
    #expect(sum.outside == 1 && sum.errors == [.expired: 1])
  }

  @Test("weekdays are those of the recipient")
  func weekdays() {
    let window = SendWindow.daily(0, 24, [.friday])
    // Friday begins at 04:00 UTC in New York.
    #expect(opening(window, from: "2026-06-05T03:59:59Z") == "2026-06-05T04:00:00.000Z")
    #expect(closing(window, after: "2026-06-05T04:00:00Z") == "2026-06-06T04:00:00.000Z")
    #expect(opening(window, from: "2026-06-06T04:00:00Z") == "2026-06-12T04:00:00.000Z")
  }

  @Test("days that touch at midnight are one piece, the turn of the week as well")
  func midnight() {
    let window = SendWindow.daily(0, 24, [.sunday, .monday])
    #expect(closing(window, after: "2026-06-07T12:00:00Z") == "2026-06-09T04:00:00.000Z")
  }

  @Test("an hour that the clocks skip opens with the hour that follows")
  func gap() {
    // In New York, 02:00 to 03:00 of March 8 does not exist.
    let skipped = SendWindow.daily(2.5, 5)
    #expect(opening(skipped, from: "2026-03-08T05:00:00Z") == "2026-03-08T07:00:00.000Z")
    let inside = SendWindow.daily(2, 3)
    #expect(opening(inside, from: "2026-03-08T05:00:00Z") == "2026-03-09T06:00:00.000Z")
  }

  @Test("an hour that comes twice is judged each time")
  func fold() {
    // In New York, 01:00 to 02:00 of November 1 comes twice, from 05:00 and from 06:00 UTC.
    let window = SendWindow.daily(1.5, 4)
    #expect(opening(window, from: "2026-11-01T05:00:00Z") == "2026-11-01T05:30:00.000Z")
    #expect(closing(window, after: "2026-11-01T05:30:00Z") == "2026-11-01T06:00:00.000Z")
    #expect(opening(window, from: "2026-11-01T06:00:00Z") == "2026-11-01T06:30:00.000Z")
    #expect(closing(window, after: "2026-11-01T06:30:00Z") == "2026-11-01T09:00:00.000Z")
  }

  @Test("every zone of a split area code must allow it")
  func split() {
    let zones: [ZoneRules] = [.newYork, .chicago]
    let window = SendWindow.daily(9, 18)
    #expect(opening(window, zones, from: "2026-06-01T00:00:00Z") == "2026-06-01T14:00:00.000Z")
    #expect(closing(window, zones, after: "2026-06-01T14:00:00Z") == "2026-06-01T22:00:00.000Z")
    // The hour does not come at once in both.
    #expect(opening(.daily(9, 10), zones, from: "2026-06-01T00:00:00Z") == nil)
    #expect(opening(.daily(9, 10.25), zones, from: "2026-06-01T00:00:00Z") != nil)
  }

  @Test("any time is judged as its own weekday and minute say")
  func random() {
    let dice = Dice(7)
    for _ in 0..<300 {
      let spans = (0..<(1 + Int(dice.upTo(3)))).map { _ in
        let from = Int(dice.upTo(1_400))
        let days = SendWindow.Weekday.allCases.filter { _ in dice.chance(0.4) }
        return SendWindow.Span(days: Set(days), from: from, to: from + 1 + Int(dice.upTo(39)))
      }
      let window = SendWindow(spans)
      let zones: [ZoneRules] = dice.chance(0.5) ? [.newYork] : [.newYork, .chicago]
      let start = Int64(1_772_000_000 + dice.upTo(40_000_000))
      let opening = window.opening(from: start, in: zones)
      func isOpen(_ seconds: Int64) -> Bool {
        zones.allSatisfy { zone in
          let local = seconds + Int64(zone.offset(at: seconds))
          let (day, second) = floorDivide(local, 86_400)
          let weekday = SendWindow.Weekday(rawValue: Int(floorDivide(day + 3, 7).remainder))
          return spans.contains { span in
            weekday.map { span.days.contains($0) } ?? false
              && (Int64(span.from * 60)..<Int64(span.to * 60)).contains(second)
          }
        }
      }
      if let opening {
        #expect(isOpen(opening) && (opening == start || !isOpen(opening - 1)))
      }
      for time in stride(from: start, to: opening ?? start + 8 * 86_400, by: 1_217) {
        #expect(!isOpen(time))
      }
      guard let opening, let closing = window.closing(after: opening, in: zones) else { continue }
      #expect(!isOpen(closing) && isOpen(closing - 1))
      #expect(window.opened(before: closing - 1, in: zones).map { $0 <= opening } ?? true)
    }
  }

  @Test("the life that the configuration gives counts from the opening, one's own does not")
  func placement() throws {
    let windows = SendWindows.sample(.daily(9, 18))
    var message = Message(
      account: "main",
      to: .subject("x"),
      from: try PhoneNumber(parsing: "12065550101"),
      text: MessageText("Hello"),
      priority: .normal,
      notBefore: nil,
      expiresAt: time("2026-06-01T14:00:00Z"),
      life: Interval(seconds: 3_600),
      ifUncertain: nil
    )
    let phone = try PhoneNumber(parsing: "12065550142")
    let night = time("2026-06-01T13:00:00Z")
    let late = windows.placement(of: message, to: phone, in: "default", at: night)
    #expect(late.opensAt == time("2026-06-01T16:00:00Z"))
    #expect(late.expiresAt == time("2026-06-01T17:00:00Z") && !late.isTooLate)
    message.life = nil
    #expect(windows.placement(of: message, to: phone, in: "default", at: night).isTooLate)
    // Not before a time at which the window is closed.
    message.notBefore = time("2026-06-02T10:00:00Z")
    message.expiresAt = time("2026-06-09T10:00:00Z")
    let scheduled = windows.placement(of: message, to: phone, in: "default", at: night)
    #expect(scheduled.opensAt == time("2026-06-02T16:00:00Z") && !scheduled.isTooLate)
    #expect(windows.placement(of: message, to: phone, in: "other", at: night).zones == .none)
    message.ignoresWindow = true
    #expect(windows.placement(of: message, to: phone, in: "default", at: night).zones == .exempt)
    (message.ignoresWindow, message.priority) = (false, .urgent)
    #expect(windows.placement(of: message, to: phone, in: "default", at: night).opensAt == nil)
  }

  @Test("toll-free numbers go by the spool's zone, and a zone that is not known allows nothing")
  func unknown() throws {
    var windows = SendWindows.sample(.daily(9, 18))
    let zones = LaneZones(of: try PhoneNumber(parsing: "18335550142"))
    #expect(zones == .spool && zones.names == [])
    let lane = Lane(account: "main", spool: "default", priority: .normal, zones: zones)
    #expect(windows.zoneNames(of: lane) == ["America/New_York"])
    #expect(windows.state(of: lane, at: time("2026-06-01T14:00:00Z"))?.isOpen == true)
    windows.zones["America/New_York"] = nil
    #expect(windows.state(of: lane, at: time("2026-06-01T14:00:00Z"))?.isOpen == false)
  }

  @Test("what waited for a window counts from its opening, and what is outside of it does not")
  func backlog() {
    let windows = SendWindows.sample(.daily(9, 18))
    let lane = Lane(
      account: "main",
      spool: "default",
      priority: .normal,
      zones: LaneZones(rawValue: 201)
    )
    let since = time("2026-06-01T02:00:00Z")
    let morning = time("2026-06-01T13:30:00Z")
    #expect(windows.goes(lane, since: since, at: morning) == time("2026-06-01T13:00:00Z"))
    #expect(windows.goes(lane, since: morning, at: morning) == morning)
    #expect(windows.goes(lane, since: since, at: time("2026-06-01T12:00:00Z")) == nil)
    let backlog = Backlog(
      oldest: [Backlog.Oldest(lane: lane, since: since)],
      inDoubt: 0,
      holds: []
    )
    #expect(backlog.within(windows, at: time("2026-06-01T12:00:00Z")).oldest == [])
    #expect(backlog.within(SendWindows(), at: morning) == backlog)
  }
}
