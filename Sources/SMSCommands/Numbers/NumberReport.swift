internal import SMSCore
internal import SMSDaemon
internal import SMSJSON

/// Says what became of a number, as text or as an object.
struct NumberReport {
  private let number: PhoneNumber
  private let account: String
  private let isJSON: Bool
  private let console: Console

  init(_ number: PhoneNumber, _ account: String, isJSON: Bool, _ console: Console) {
    self.number = number
    self.account = account
    self.isJSON = isJSON
    self.console = console
  }

  /// Says one thing that was done.
  ///
  /// - Parameters:
  ///   - status: The word for `--json`.
  ///   - words: The same for people.
  ///   - offer: What the number costs, if it was bought.
  ///   - task: The provider's task, if there is one.
  func say(
    _ status: String,
    _ words: String,
    _ offer: AvailableNumber? = nil,
    task: MessagingTask? = nil
  ) {
    guard isJSON else { return console.say("\(number.digits): \(words)") }
    var object = JSONObject([
      ("account", .string(account)), ("number", .string(number.digits)),
      ("status", .string(status)),
    ])
    for name in ["monthly_cost", "setup_cost"] { object.set(name, ifPresent: offer?.json[name]) }
    object.set("task", ifPresent: task.map { .object($0.json) })
    console.say(json: object)
  }

  /// Follows the task that enables or disables the number, and says how it ended.
  ///
  /// - Returns: The exit status of success.
  /// - Throws: `CommandFailure` with status 1 if it failed, 75 if it takes longer.
  func follow(
    _ watch: MessagingWatch,
    _ accounts: NumberAccounts,
    enables: Bool = true,
    learnsTask: Bool = false
  ) async throws(CommandFailure) -> ExitCode {
    let (ended, _) = try await accounts.asking(account) { editor throws(NumberEditor.Failure) in
      try await editor.follow(watch, of: number, account, learnsTask: learnsTask)
    }
    let verb = enables ? "enabled" : "disabled"
    let task = ended.task.id == nil && ended.task.status == nil ? nil : ended.task
    let again = "\(ProgramName.value) numbers set \(number.digits) --sms \(enables ? "on" : "off")"
    switch ended.end {
    case .done?:
      say("sms_\(verb)", "SMS \(verb)", task: task)
      return .done
    case .failed?:
      throw CommandFailure(
        .endedOtherwise,
        "\(number.digits) was not \(verb) for SMS: the provider says that its task failed",
        hint: "Try again: \(again). If it fails again, ask the provider\(ended.task.clause)."
      )
    case .stillUnderWay?, nil:
      throw CommandFailure(
        .tryAgain,
        "\(number.digits) is not \(verb) for SMS yet\(ended.task.clause)",
        hint: """
          The provider is still at it, as far as it says. See later how it is: \(ProgramName.value) \
          numbers show \(number.digits). If nothing changes: \(again).
          """
      )
    }
  }
}
