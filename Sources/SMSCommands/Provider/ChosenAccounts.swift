internal import SMSArguments
internal import SMSCore
internal import SMSDaemon

/// The accounts that a command about the provider concerns, and the way to them.
struct ChosenAccounts {
  static let account = OptionSpecification(
    "account",
    "NAME",
    help: "only this account; every one unless given"
  )

  /// The names, sorted; at least one.
  let names: [String]
  let configuration: Configuration
  let access: ProviderAccess

  /// Reads the configuration and the keys.
  ///
  /// - Throws: `CommandFailure` with status 78 or 77 if one of them cannot be used.
  init(_ context: Context, _ arguments: Arguments) async throws(CommandFailure) {
    configuration = try context.configuration(arguments)
    let chosen = arguments.value(Self.account)
    names = configuration.accounts.keys.filter { chosen == nil || chosen == $0 }.sorted()
    guard !names.isEmpty else {
      throw CommandFailure(
        .configuration,
        "the configuration has no account \(chosen ?? "")",
        hint: "It has \(configuration.accounts.keys.sorted().joined(separator: ", "))."
      )
    }
    access = try await Self.access(configuration, context, arguments)
  }

  private static func access(
    _ configuration: Configuration,
    _ context: Context,
    _ arguments: Arguments
  ) async throws(CommandFailure) -> ProviderAccess {
    let path = arguments.value(.config) ?? Configuration.standardPath
    let unit = await context.serviceManager.unit(ServiceManager.unitName).unit(running: path)
    do throws(StartError) {
      return try await ProviderAccess(configuration, environment: context.environment(), unit: unit)
    } catch .configuration(.keys(let errors)) {
      throw CommandFailure(keys: errors, unit: unit, command: context.commandLine)
    } catch {
      throw CommandFailure(error, path: path)
    }
  }

  /// The URLs of the configured listener.
  ///
  /// - Throws: `CommandFailure` with status 78 without a listener, a public URL or a token.
  func urls() throws(CommandFailure) -> CallbackURLs {
    guard let listener = configuration.listener else {
      throw CommandFailure(
        .configuration,
        "the configuration has no listener",
        hint: "Add listener: { public_url: \"https://…\" }, and reload the daemon."
      )
    }
    guard listener.publicURL != nil else {
      throw CommandFailure(
        .configuration,
        "listener.public_url is missing",
        hint: """
          \(Composition.provider.displayName) needs an address that it can reach, such as \
          https://sms.example.com.
          """
      )
    }
    do throws(StartError) {
      if let token = try configuration.existingToken() {
        return CallbackURLs(listener, port: UInt16(listener.port), token: token)
      }
    } catch {
      throw CommandFailure(.configuration, error.lines.joined(separator: "\n"))
    }
    throw CommandFailure(
      .configuration,
      "\(configuration.tokenPath) is missing",
      hint: "Make it: \(ProgramName.value) callbacks token, and reload the daemon."
    )
  }
}
