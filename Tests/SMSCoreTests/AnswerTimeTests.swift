import Testing

@testable import SMSCore

@Suite("Answer times")
struct AnswerTimeTests {
  @Test("of the requests at the provider, as many are expected as the mean lets come in the time")
  func expects() {
    var time = AnswerTime()
    #expect(time.answers(of: 100, within: Interval(seconds: 1)) == 0, "nothing is known yet")
    time.observe(Interval(milliseconds: 50))
    #expect(time.answers(of: 100, within: Interval(milliseconds: 5)) == 10)
    #expect(time.answers(of: 100, within: Interval(milliseconds: 200)) == 100, "no more than all")
    #expect(time.answers(of: 100, within: .zero) == 0)
  }

  @Test("the mean follows what the provider does now")
  func follows() {
    var time = AnswerTime()
    time.observe(Interval(milliseconds: 10))
    time.observe(Interval(milliseconds: 170))
    #expect(time.answers(of: 20, within: Interval(milliseconds: 10)) == 10)
    for _ in 0..<200 { time.observe(Interval(seconds: 30)) }
    #expect(time.answers(of: 100, within: Interval(milliseconds: 100)) == 0)
  }

  @Test("an answer that took no time at all is not a fault")
  func instant() {
    var time = AnswerTime()
    time.observe(.zero)
    #expect(time.answers(of: 7, within: Interval(milliseconds: 1)) == 7)
  }
}
