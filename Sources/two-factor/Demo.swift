internal import FlowrouteSimulator
internal import SMSSandbox
internal import SMSSpool
internal import SMSSystem

/// A login with everything on this machine: a simulated provider, its phone and a daemon.
enum Demo {
  static let user = "demo"
  static let password = "open sesame"

  /// Runs a login against them.
  ///
  /// - Throws: `Failure` of the demo's own parts, or of the login.
  static func run(_ person: Person) async throws(Failure) -> Int32 {
    let simulator = try await startProvider()
    let sandbox = try prepare(url: simulator.url)
    let daemon = try startDaemon(sandbox)
    var users = try Users(file: sandbox.path("users"))
    try users.add(user, password: password)
    person.say(
      """
      A simulated provider and a daemon run on this machine; nothing leaves it. Their files are in
      \(sandbox.path) (rm -r removes them).
      Log in as "\(user)" with the password "\(password)".

      """
    )
    let phone = Phone(simulator: simulator, person: person)
    let login = Login(
      person: person,
      users: users,
      spool: Spool(path: sandbox.spool().root),
      whenSent: { await phone.show() }
    )
    let result: Result<Int32, Failure>
    do throws(Failure) {
      let status = try await TwoFactor.whileWatchingSignals(
        cleanUp: { try? daemon.process.send(.terminate) },
        { () throws(Failure) in try await TwoFactor.logIn(login) }
      )
      result = .success(status)
    } catch {
      result = .failure(error)
    }
    try? await daemon.stop()
    await simulator.stop()
    return try result.get()
  }

  /// Codes may be sent again sooner than in production.
  private static func prepare(url: String) throws(Failure) -> Sandbox {
    var configuration = SandboxConfiguration(url: url)
    configuration.members = """
      verification: { resend_after_seconds: 3 },
      min_free_mb: 1,
      log: { format: "text" },
      """
    let sandbox: Sandbox
    do throws(SystemError) {
      sandbox = try Sandbox(named: "two-factor-demo")
    } catch {
      throw Failure(error)
    }
    do throws(SandboxError) {
      try sandbox.prepare(configuration)
    } catch {
      throw Failure("\(error)")
    }
    return sandbox
  }

  private static func startDaemon(_ sandbox: Sandbox) throws(Failure) -> DaemonProcess {
    do throws(SystemError) {
      return try DaemonProcess(in: sandbox, environment: [:])
    } catch {
      throw Failure(error)
    }
  }

  private static func startProvider() async throws(Failure) -> FlowrouteSimulator {
    do throws(SimulatorError) {
      return try await FlowrouteSimulator.start()
    } catch {
      throw Failure("\(error)")
    }
  }
}

/// The demo's phone, which shows each message that the provider accepted.
private actor Phone {
  private let simulator: FlowrouteSimulator
  private let person: Person
  private var shown = 0

  init(simulator: FlowrouteSimulator, person: Person) {
    self.simulator = simulator
    self.person = person
  }

  func show() async {
    let messages = await simulator.messages
    for message in messages.dropFirst(shown) {
      person.say("  [phone \(message.to)] \(message.body ?? "")")
    }
    shown = messages.count
  }
}
