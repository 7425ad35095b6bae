internal import SMSArguments
internal import SMSCore
internal import SMSDaemon
internal import SMSJSON

/// The accounts whose callbacks a command shows or changes.
struct CallbackAccounts {
  static let account = OptionSpecification(
    "account",
    "NAME",
    help: "only this account; every one unless given"
  )

  let names: [String]
  private let configuration: Configuration
  private let editor: CallbackEditor
  private let audit: CallbackAudit

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
    editor = try await Self.editor(configuration, context, arguments)
    audit = CallbackAudit(configuration, context)
  }

  private static func editor(
    _ configuration: Configuration,
    _ context: Context,
    _ arguments: Arguments
  ) async throws(CommandFailure) -> CallbackEditor {
    let path = arguments.value(.config) ?? Configuration.standardPath
    let unit = await context.serviceManager.unit(ServiceManager.unitName).unit(running: path)
    do throws(StartError) {
      return try await CallbackEditor(configuration, environment: context.environment(), unit: unit)
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

  /// Asks the provider which URL it calls; nil if none is set.
  ///
  /// - Throws: `CommandFailure` with the provider's error if it refuses.
  func show(_ callback: AccountCallback, of account: String) async throws(CommandFailure) -> String?
  {
    do throws(CallbackEditor.Failure) {
      return try await editor.show(callback, of: account)
    } catch {
      throw Self.failure(error, account)
    }
  }

  /// Sets or removes both callbacks of every account, and reports each change; an account whose
  /// callbacks were changed enters the audit.
  ///
  /// - Throws: `CommandFailure` with the provider's error; earlier changes remain.
  func change(
    _ console: Console,
    json: Bool,
    to url: (AccountCallback) -> String?
  ) async throws(CommandFailure) {
    for account in names {
      var last: CallbackChange?
      do throws(CommandFailure) {
        for callback in AccountCallback.allCases {
          let url = url(callback)
          try await change(callback, of: account, to: url)
          last = url == nil ? .remove : .set
          show(callback, of: account, url == nil ? "removed" : "set", console, json: json)
        }
      } catch {
        if let last { await audit.record(last, account: account) }
        throw error
      }
      if let last { await audit.record(last, account: account) }
    }
  }

  private func change(
    _ callback: AccountCallback,
    of account: String,
    to url: String?
  ) async throws(CommandFailure) {
    do throws(CallbackEditor.Failure) {
      try await editor.change(callback, of: account, to: url)
    } catch {
      throw Self.failure(error, account)
    }
  }

  private func show(
    _ callback: AccountCallback,
    of account: String,
    _ state: String,
    _ console: Console,
    json: Bool
  ) {
    guard json else { return console.say("\(account) \(callback.rawValue): \(state)") }
    console.say(
      json: JSONObject([
        ("account", .string(account)), ("callback", .string(callback.rawValue)),
        ("status", .string(state)),
      ])
    )
  }

  private static func failure(_ error: CallbackEditor.Failure, _ account: String) -> CommandFailure
  {
    switch error {
    case .refused(let cause):
      CommandFailure(.unavailable, "account \(account): \(cause.message)", hint: cause.hint)
    }
  }
}
