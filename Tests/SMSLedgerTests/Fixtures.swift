import SMSCore

/// Requests and settlements for ledger tests; their times are small numbers.
enum Fixtures {
  static let start = WallTime(milliseconds: 1_000_000)
  static let far = WallTime(milliseconds: 1_000_000_000)
  static let lane = Lane(account: "main", spool: "default", priority: .normal)

  /// A time in milliseconds after `start`.
  static func at(_ milliseconds: Int64) -> WallTime {
    WallTime(milliseconds: start.milliseconds + milliseconds)
  }

  /// A time on both clocks; the monotonic clock started a while before `start`.
  static func moment(_ time: WallTime) -> Moment {
    Moment(wall: time, monotonic: MonotonicTime(nanoseconds: time.milliseconds * 1_000_000 - 77))
  }

  static func phone(_ last: Int) -> PhoneNumber {
    do {
      return try PhoneNumber(value: 12_065_550_000 + UInt64(last))
    } catch {
      preconditionFailure("\(last) makes no telephone number")
    }
  }

  static func name(_ id: String, in spool: String = "default") -> JobName {
    JobName(spool: spool, id: id)
  }

  static func message(
    _ id: String,
    spool: String = "default",
    account: String = "main",
    to: Int = 142,
    from: Int = 101,
    priority: Priority = .normal,
    text: String = "Hello",
    media: Media? = nil,
    replacements: [TextReplacement] = [],
    acceptedAt: WallTime = start,
    notBefore: WallTime? = nil,
    expiresAt: WallTime = far,
    isExplicit: Bool = true,
    digest: UInt8 = 1,
    taken: Int64 = 1,
    metadata: String? = nil,
    ack: String? = nil
  ) -> Submission {
    let message = Message(
      account: account,
      to: .phone(phone(to)),
      from: phone(from),
      text: MessageText(text),
      media: media,
      replacements: replacements,
      priority: priority,
      notBefore: notBefore,
      expiresAt: expiresAt,
      ifUncertain: .resend
    )
    return Submission(
      name: name(id, in: spool),
      content: .message(message),
      hasExplicitID: isExplicit,
      digest: [UInt8](repeating: digest, count: 32),
      metadata: metadata,
      ack: ack,
      producer: 1042,
      taken: taken,
      acceptedAt: acceptedAt,
      acceptedOn: CodeInstant.at(acceptedAt).boot
    )
  }

  static func command(_ command: Command, id: String, spool: String = "operator") -> Submission {
    Submission(
      name: name(id, in: spool),
      content: .command(command),
      hasExplicitID: true,
      digest: [UInt8](repeating: 9, count: 32),
      metadata: nil,
      producer: 0,
      taken: 99,
      acceptedAt: start,
      acceptedOn: CodeInstant.at(start).boot
    )
  }

  static func error(_ code: ErrorCode, cause: JobError.Cause? = nil) -> JobError {
    JobError(
      code: code,
      message: "What happened.",
      hint: "What to do.",
      httpStatus: 500,
      providerDetail: "detail",
      providerErrorID: "id",
      attempt: 1,
      retryAt: at(77),
      cause: cause
    )
  }

  static func settlement(
    _ job: JobNumber,
    _ next: Settlement.Next,
    attempt: Int = 1,
    isCharged: Bool = true,
    at time: WallTime = at(20),
    isProvenUnsent: Bool = false,
    digest: TextDigest? = nil
  ) -> Settlement {
    Settlement(
      job: job,
      next: next,
      attempt: next == .withdrawn
        ? nil
        : AttemptRecord(
          number: attempt,
          begunAt: at(10),
          endedAt: time,
          leftAt: at(11),
          httpStatus: 200,
          code: nil
        ),
      isCharged: isCharged,
      at: time,
      isProvenUnsent: isProvenUnsent,
      digest: digest
    )
  }

  /// A settlement without an attempt: the result of a list pass, or the end of a doubt.
  static func verdict(
    _ job: JobNumber,
    _ next: Settlement.Next,
    at time: WallTime = at(40),
    isProvenUnsent: Bool = false
  ) -> Settlement {
    Settlement(
      job: job,
      next: next,
      attempt: nil,
      isCharged: false,
      at: time,
      isProvenUnsent: isProvenUnsent
    )
  }
}
