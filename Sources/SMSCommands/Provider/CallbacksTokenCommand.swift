internal import SMSArguments
internal import SMSCore
internal import SMSDaemon
internal import SMSJSON
internal import SMSSystem

/// `callbacks token`: creates the secret part of the callback URLs.
struct CallbacksTokenCommand: Subcommand {
  static let specification = Specification(
    "callbacks",
    "token",
    summary: "make the token of the listener's URLs",
    options: [.json, .config],
    notes: [
      """
      Writes 32 random bytes to listener.token_file, or to callback-token in the state directory, \
      readable by the daemon's user alone; run it as that user or as root. An existing token \
      stays: remove its file first to change it, then reload the daemon and run 'callbacks set'.
      """
    ]
  )

  private let arguments: Arguments

  init(_ arguments: Arguments) throws(UsageError) {
    self.arguments = arguments
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    let configuration = try context.configuration(arguments)
    let path = arguments.value(.config) ?? Configuration.standardPath
    let unit = await context.serviceManager.unit(ServiceManager.unitName).unit(running: path)
    let user = UserAccount.effectiveUser == 0 ? DaemonUser(configuration, unit: unit) : nil
    do throws(SystemError) {
      try configuration.makeToken(for: user?.account)
    } catch {
      guard error.isAlreadyThere else { throw CommandFailure(error, .cannotCreate) }
      throw CommandFailure(
        .cannotCreate,
        "\(configuration.tokenPath) is there already",
        hint: "Remove it to make another; the provider's callbacks must be set anew then."
      )
    }
    await ProviderAudit(configuration, context).record(.token)
    if arguments.has(.json) {
      context.console.say(json: JSONObject([("path", .string(configuration.tokenPath))]))
    } else {
      context.console.say("\(configuration.tokenPath): made")
    }
    return .done
  }
}
