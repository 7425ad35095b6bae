internal import SMSArguments
internal import SMSSystem

/// The program: reads its command line, executes it, and reports errors.
enum TwoFactor {
  /// Runs a command line.
  ///
  /// - Parameter words: The arguments after the program's name.
  /// - Returns: The exit status: 0 logged in or done, 1 failed, 64 for a wrong command line.
  static func run(_ words: [String]) async -> Int32 {
    Signal.ignoreBrokenPipes()
    let person = Person()
    let help = HelpText(Command.specification, of: "two-factor", width: 96)
    do throws(UsageError) {
      let arguments = try ArgumentParser.parse(words, for: Command.specification)
      if arguments.has(.help) {
        help.lines.forEach(person.say)
        return 0
      }
      if arguments.has(.version) {
        person.say("two-factor \(CurrentProcess.version)")
        return 0
      }
      return await run(try Command(arguments), person)
    } catch {
      help.lines(refusing: error).forEach(person.say)
      return UsageError.exitStatus
    }
  }

  private static func run(_ command: Command, _ person: Person) async -> Int32 {
    do throws(Failure) {
      switch command {
      case .addUser(let name, let file):
        return try await whileWatchingSignals { () throws(Failure) in
          try addUser(name, to: file, person)
        }
      case .logIn(let users, let spool):
        let login = Login(person: person, users: try Users(file: users), spool: Spool(path: spool))
        return try await whileWatchingSignals { () throws(Failure) in try await logIn(login) }
      case .demo:
        return try await Demo.run(person)
      }
    } catch {
      person.say(error.message)
      return error.status
    }
  }

  private static func addUser(
    _ name: String,
    to file: String,
    _ person: Person
  ) throws(Failure) -> Int32 {
    let password = try person.askHidden("Password for \(name): ")
    guard try person.askHidden("The same again: ") == password else {
      throw Failure("The passwords differ; nothing was saved.")
    }
    var users = try Users(file: file)
    try users.add(name, password: password)
    person.say("\(name) is in \(file) now.")
    return 0
  }

  static func logIn(_ login: Login) async throws(Failure) -> Int32 {
    try await login.run()
    return 0
  }

  /// Runs `body` so that a signal leaves the terminal with its echo on, even at a password prompt.
  ///
  /// - Parameters:
  ///   - cleanUp: Further cleaning up after a signal.
  ///   - body: What a signal may interrupt.
  /// - Returns: The exit status of the body.
  /// - Throws: The error of the body.
  static func whileWatchingSignals(
    cleanUp: @escaping @Sendable () -> Void = {},
    _ body: () async throws(Failure) -> Int32
  ) async throws(Failure) -> Int32 {
    let executor = QueueExecutor(label: "signals")
    let signals = await SignalSource([.interrupt, .terminate, .hangUp, .quit], on: executor) { _ in
      Terminal.showInput(true)
      cleanUp()
      CurrentProcess.exitAtOnce(status: 1)
    }
    defer { signals.cancel() }
    return try await body()
  }
}

/// Why the program did not do what was asked: one sentence for the user.
struct Failure: Error {
  let message: String
  let status: Int32

  init(_ message: String, status: Int32 = 1) {
    self.message = message
    self.status = status
  }

  init(_ error: SystemError) {
    self.init("\(error)")
  }
}
