internal import SMSArguments
internal import SMSCore
internal import SMSDaemon
internal import SMSJSON

/// The accounts whose callbacks a command shows or changes.
struct CallbackAccounts {
  static let account = ChosenAccounts.account

  private let accounts: ChosenAccounts
  private let editor: CallbackEditor
  private let audit: ProviderAudit

  /// Reads the configuration and the keys.
  ///
  /// - Throws: `CommandFailure` with status 78 or 77 if one of them cannot be used.
  init(_ context: Context, _ arguments: Arguments) async throws(CommandFailure) {
    accounts = try await ChosenAccounts(context, arguments)
    editor = CallbackEditor(accounts.access)
    audit = ProviderAudit(accounts.configuration, context)
  }

  var names: [String] { accounts.names }

  /// The URLs of the configured listener.
  ///
  /// - Throws: `CommandFailure` with status 78 without a listener, a public URL or a token.
  func urls() throws(CommandFailure) -> CallbackURLs { try accounts.urls() }

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
