internal import SMSCore
internal import SMSJSON
internal import SMSSystem

/// The dialogue: user name and password, phone, code.
struct Login {
  static let success = "Success! You have unlocked two-factor authentication."

  let person: Person
  let users: Users
  let spool: Spool
  /// Called when a code is on its way; the demo then shows the phone.
  var whenSent: @Sendable () async -> Void = {}

  /// A code on its way to a phone.
  private struct Sent {
    /// The kind and members of its request, to ask again.
    let kind: String
    let members: [(String, JSONValue)]
    /// The request whose code is checked.
    var id: String
    var attemptsLeft: Int64
    var expiresAt: Int64
  }

  /// Logs a person in.
  ///
  /// - Throws: `Failure` with the reason if the login fails.
  func run() async throws(Failure) {
    let name = try person.ask("User name: ")
    let password = try person.askHidden("Password: ")
    guard users.matches(name, password: password) else {
      throw Failure("The name or the password is wrong.")
    }
    var sent = try await send(to: name)
    while !(try await isRight(&sent)) {}
    person.say(Self.success)
  }

  // MARK: The phone

  /// Sends a code to the saved phone, or enrolls one first.
  private func send(to name: String) async throws(Failure) -> Sent {
    let members: [(String, JSONValue)] = [("subject", .string(name))]
    let answer = try await spool.ask("verify", members)
    guard ["unknown_subject", "phone_not_verified"].contains(answer?.errorCode) else {
      return try await onItsWay(answer, "verify", members)
    }
    person.say("No phone is saved for \(name) yet.")
    let phone = try askForPhone()
    let enrollment = members + [("to", .string(phone.digits))]
    return try await onItsWay(try await spool.ask("enroll", enrollment), "enroll", enrollment)
  }

  private func askForPhone() throws(Failure) -> PhoneNumber {
    while true {
      let text = try person.ask("Your phone number, 11 digits such as 12065550142: ")
      do throws(PhoneNumberError) {
        return try PhoneNumber(parsing: text)
      } catch {
        person.say("That is not a phone number of the US or Canada: it \(error.rule).")
      }
    }
  }

  private func onItsWay(
    _ answer: Answer?,
    _ kind: String,
    _ members: [(String, JSONValue)]
  ) async throws(Failure) -> Sent {
    guard let answer else { throw Failure("The message service does not answer. Try again later.") }
    guard answer.status == "sent" || !answer.isFinal else { throw Failure(refusal(answer)) }
    person.say("A code is on its way to your phone.")
    await whenSent()
    return Sent(
      kind: kind,
      members: members,
      id: answer.id,
      attemptsLeft: answer.attemptsLeft,
      expiresAt: answer.expiresAt ?? 0
    )
  }

  private func refusal(_ answer: Answer) -> String {
    guard let retryAt = answer.retryAt else { return answer.errorMessage }
    return "\(answer.errorMessage) Ask again in \(Self.span(until: retryAt))."
  }

  // MARK: The code

  /// Asks for the code once.
  ///
  /// - Returns: Whether it was right.
  /// - Throws: `Failure` if asking again is pointless.
  private func isRight(_ sent: inout Sent) async throws(Failure) -> Bool {
    let left = sent.attemptsLeft == 1 ? "1 attempt" : "\(sent.attemptsLeft) attempts"
    let question =
      "Code (\(left) and \(Self.span(until: sent.expiresAt)) left, r sends it again): "
    let typed = try person.ask(question)
    switch typed.filter({ !$0.isWhitespace }) {
    case "": return false
    case "r", "R":
      try await sendAgain(&sent)
      return false
    default:
      return try await check(typed, &sent)
    }
  }

  private func sendAgain(_ sent: inout Sent) async throws(Failure) {
    let answer = try await spool.ask(sent.kind, sent.members)
    if let answer, answer.isFinal, answer.status != "sent" {
      // The code that was sent before is still good.
      person.say(refusal(answer))
      return
    }
    sent = try await onItsWay(answer, sent.kind, sent.members)
  }

  private func check(_ typed: String, _ sent: inout Sent) async throws(Failure) -> Bool {
    let members: [(String, JSONValue)] = [
      ("verification", .string(sent.id)), ("code", .string(typed)),
    ]
    guard let answer = try await spool.ask("check", members) else {
      throw Failure("The message service does not answer. Try again later.")
    }
    switch (answer.status, answer.reason) {
    case ("approved", _):
      return true
    case ("denied", "wrong_code") where answer.attemptsLeft > 0:
      person.say("That is not the code.")
      sent.attemptsLeft = answer.attemptsLeft
      return false
    case ("denied", "wrong_code"), ("denied", "too_many_attempts"):
      throw Failure("Too many wrong codes. Log in again in \(Self.span(until: sent.expiresAt)).")
    case ("denied", "expired"):
      throw Failure("The code has expired. Log in again to get another.")
    case ("rejected", _):
      person.say("That is not a code.")
      return false
    default:
      throw Failure("The code is no longer good (\(answer.reason)). Log in again.")
    }
  }

  /// The time left until `time`, such as `4:58`.
  private static func span(until time: Int64) -> String {
    let seconds = max(0, (time - Clocks.wall / 1_000_000 + 999) / 1_000)
    let rest = seconds % 60
    return "\(seconds / 60):\(rest < 10 ? "0" : "")\(rest)"
  }
}
