import SMSCore
import Testing

struct TimeTests {
  @Test("wall time moves by whole milliseconds, rounded away from now")
  func wall() {
    let time = WallTime(milliseconds: 1000)
    #expect(time.advanced(by: Interval(seconds: 1.5)).milliseconds == 2500)
    #expect(time.advanced(by: Interval(nanoseconds: 1)).milliseconds == 1001)
    #expect(time.advanced(by: Interval(nanoseconds: -1)).milliseconds == 999)
    #expect(time.advanced(by: .zero) == time)
    #expect(WallTime(milliseconds: 2500).since(time) == Interval(seconds: 1.5))
    #expect(time.since(WallTime(milliseconds: 2500)) == Interval(seconds: -1.5))
  }

  @Test("times saturate at the ends of their range instead of trapping")
  func saturates() {
    let ever = Interval(nanoseconds: .max)
    let never = Interval(nanoseconds: .min)
    #expect(WallTime(milliseconds: .max).advanced(by: ever).milliseconds == .max)
    #expect(WallTime(milliseconds: .min).advanced(by: never).milliseconds == .min)
    #expect(MonotonicTime(nanoseconds: 5).advanced(by: ever).nanoseconds == .max)
    #expect(MonotonicTime(nanoseconds: -5).advanced(by: never).nanoseconds == .min)
    #expect(WallTime(milliseconds: .max).since(WallTime(milliseconds: .min)) == ever)
    #expect(WallTime(milliseconds: .min).since(WallTime(milliseconds: .max)) == never)
    let (first, last) = (MonotonicTime(nanoseconds: .min), MonotonicTime(nanoseconds: .max))
    #expect(last.since(first) == ever)
    #expect(first.since(last) == never)
  }

  @Test("intervals saturate too, and not a number counts as none")
  func intervals() {
    #expect(Interval(milliseconds: .max).nanoseconds == .max)
    #expect(Interval(milliseconds: .min).nanoseconds == .min)
    #expect(Interval(seconds: .infinity).nanoseconds == .max)
    #expect(Interval(seconds: -1e300).nanoseconds == .min)
    #expect(Interval(seconds: .nan) == .zero)
    #expect(Interval(seconds: 0.25).nanoseconds == 250_000_000)
    #expect(Interval(milliseconds: 250).seconds == 0.25)
    #expect(Interval(nanoseconds: 1).wholeMilliseconds == 1)
    #expect(Interval(nanoseconds: 1_000_000).wholeMilliseconds == 1)
    #expect(Interval(nanoseconds: -1_000_001).wholeMilliseconds == -2)
    #expect(Interval(nanoseconds: .max).wholeMilliseconds > 0)
    #expect(Interval(nanoseconds: .min).wholeMilliseconds < 0)
  }
}
