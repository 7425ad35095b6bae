internal import SMSArguments
internal import SMSCore
internal import SMSDaemon
internal import SMSJSON

/// `callbacks show`: shows which URLs the provider calls.
struct CallbacksShowCommand: Subcommand {
  static let specification = Specification(
    "callbacks",
    "show",
    summary: "show where the provider calls you",
    options: [CallbackAccounts.account, .json, .config],
    notes: [
      """
      Asks the provider itself. The expected URLs are shown only while the configuration has a \
      `listener`. The URLs contain the token: anyone who has them can call you. Needs the \
      keys; as root, those of the unit are used.
      """
    ]
  )

  private let arguments: Arguments

  init(_ arguments: Arguments) throws(UsageError) {
    self.arguments = arguments
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    let accounts = try await CallbackAccounts(context, arguments)
    for account in accounts.names {
      for callback in AccountCallback.allCases {
        show(account, callback, try await accounts.show(callback, of: account), context.console)
      }
    }
    return .done
  }

  private func show(
    _ account: String,
    _ callback: AccountCallback,
    _ url: String?,
    _ console: Console
  ) {
    if arguments.has(.json) {
      console.say(
        json: JSONObject([
          ("account", .string(account)), ("callback", .string(callback.rawValue)),
          ("url", url.map { .string($0) } ?? .null),
        ])
      )
    } else {
      console.say("\(account) \(callback.rawValue): \(url ?? "not set")")
    }
  }
}

/// `callbacks set`: makes the provider call the listener.
struct CallbacksSetCommand: Subcommand {
  static let specification = Specification(
    "callbacks",
    "set",
    summary: "have the provider call the listener",
    options: [CallbackAccounts.account, .json, .config],
    notes: [
      """
      Sets sms_callback, mms_callback and sms_dlr_callback of every account (or of --account) to the \
      URLs of `listener`, with its token. A reverse proxy must pass public_url on to the listener. Needs \
      the keys; as root, those of the unit are used.
      """
    ]
  )

  private let arguments: Arguments

  init(_ arguments: Arguments) throws(UsageError) {
    self.arguments = arguments
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    let accounts = try await CallbackAccounts(context, arguments)
    let urls = try accounts.urls()
    try await accounts.change(context.console, json: arguments.has(.json)) { urls.url(for: $0) }
    return .done
  }
}

/// `callbacks remove`: removes the provider's callbacks.
struct CallbacksRemoveCommand: Subcommand {
  static let specification = Specification(
    "callbacks",
    "remove",
    summary: "stop the provider's calls",
    options: [CallbackAccounts.account, .json, .config],
    notes: [
      "Removes sms_callback, mms_callback and sms_dlr_callback of every account (or of --account)."
    ]
  )

  private let arguments: Arguments

  init(_ arguments: Arguments) throws(UsageError) {
    self.arguments = arguments
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    let accounts = try await CallbackAccounts(context, arguments)
    try await accounts.change(context.console, json: arguments.has(.json)) { _ in nil }
    return .done
  }
}
