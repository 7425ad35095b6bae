import SMSCore

/// A provider that answers what and when its script says.
struct ScriptedProvider {
  /// The answer to one attempt.
  struct Answer {
    var outcome: Outcome
    /// From handing over the request until it is sent; nil if it is never sent.
    var leavesAfter: Interval? = Interval(milliseconds: 1)
    /// From handing over the request until the answer.
    var answersAfter = Interval(milliseconds: 50)
    /// Whether the provider accepts the message, whatever it answers.
    var isTaken = false

    static let accepted = Answer(
      outcome: .accepted(providerMessageID: "", httpStatus: 202),
      isTaken: true
    )
    /// Accepted, with an answer that has no id.
    static let nameless = Answer(
      outcome: .accepted(providerMessageID: nil, httpStatus: 202),
      isTaken: true
    )
    static let unauthorized = Answer(
      outcome: .accountTrouble(ProviderError(code: .unauthorized, httpStatus: 401))
    )
    static let serverError = Answer(
      outcome: .doubt(ProviderError(code: .providerError, httpStatus: 500))
    )
    static let unavailable = refused(nil)
    static let badRequest = Answer(
      outcome: .failed(ProviderError(code: .badRequest, httpStatus: 400))
    )
    static let timeout = Answer(
      outcome: .doubt(ProviderError(code: .timeout)),
      answersAfter: Interval(seconds: 30)
    )
    static let noConnection = Answer(
      outcome: .unsent(ProviderError(code: .connectionFailed, reason: "refused")),
      leavesAfter: nil,
      answersAfter: Interval(milliseconds: 5)
    )

    static func refused(_ retryAfter: Interval?) -> Answer {
      Answer(
        outcome: .refused(
          ProviderError(code: .providerUnavailable, httpStatus: 503),
          retryAfter: retryAfter
        )
      )
    }

    static func tooMany(_ retryAfter: Interval?) -> Answer {
      Answer(
        outcome: .refused(
          ProviderError(code: .tooManyRequests, httpStatus: 429),
          retryAfter: retryAfter
        )
      )
    }

    /// The same answer, but the message was accepted.
    var butTaken: Answer {
      var answer = self
      answer.isTaken = true
      return answer
    }

    func after(_ delay: Interval) -> Answer {
      var answer = self
      answer.answersAfter = delay
      return answer
    }
  }

  /// One POST.
  struct Send {
    var account: String
    var job: JobNumber
    var text: MessageText
    var handedAt: Moment
    var leftAt: MonotonicTime?
  }

  /// Answers the n-th attempt (from 1) of a job.
  var answer: (_ send: Send, _ attempt: Int) -> Answer = { _, _ in .accepted }
  /// The answers to probes, in order; after the last one, probes succeed.
  var probes: [ProviderError?] = []
  var probeTakes = Interval(milliseconds: 20)
  var list = ScriptedList()
  private(set) var sends: [Send] = []
  private(set) var probed: [MonotonicTime] = []
  private var attempts: [JobNumber: Int] = [:]

  mutating func take(_ dispatch: Dispatch, account: String, at now: Moment) -> Answer {
    attempts[dispatch.job, default: 0] += 1
    var send = Send(
      account: account,
      job: dispatch.job,
      text: dispatch.envelope.text,
      handedAt: now,
      leftAt: nil
    )
    var answer = answer(send, attempts[dispatch.job, default: 0])
    send.leftAt = answer.leavesAfter.map { now.monotonic.advanced(by: $0) }
    sends.append(send)
    if answer.isTaken {
      let id = list.take(dispatch, at: now)
      if case .accepted("", let status) = answer.outcome {
        answer.outcome = .accepted(providerMessageID: id, httpStatus: status)
      }
    }
    return answer
  }

  mutating func probe(at now: MonotonicTime) -> ProviderError? {
    probed.append(now)
    return probes.isEmpty ? nil : probes.removeFirst()
  }
}
