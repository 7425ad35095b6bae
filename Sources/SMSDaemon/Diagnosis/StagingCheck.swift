internal import SMSCore

/// Which accounts do not send, or not to everybody: what helps where things are tried out must not go
/// unnoticed in production.
struct StagingCheck {
  /// What the configuration restricts in one account.
  struct Note {
    let account: String
    /// What holds, in a few words.
    let words: String
    /// What holds, without a full stop.
    let rule: String
    /// What to do about it; a sentence.
    let hint: String

    /// The same for `config check` and `doctor`.
    var fault: StartCheck.Fault {
      StartCheck.Fault(text: "account \(account) \(rule)", hint: hint)
    }
  }

  private let accounts: [String: Configuration.Account]

  init(_ configuration: Configuration) {
    accounts = configuration.accounts
  }

  /// What holds for each of these accounts, in a few words.
  var words: [String: String] { notes.reduce(into: [:]) { $0[$1.account] = $1.words } }

  var notes: [Note] {
    accounts.sorted { $0.key < $1.key }.compactMap { name, account in
      if account.staging.isDryRun {
        return Note(
          account: name,
          words: "sends NOTHING (dry run)",
          rule: "is in DRY-RUN MODE: nothing of it is sent",
          hint: "In production, remove accounts.\(name).mode and reload."
        )
      }
      guard let recipients = account.staging.recipients else { return nil }
      let phones = recipients.count == 1 ? "1 phone" : "\(recipients.count) phones"
      return Note(
        account: name,
        words: "sends to guests ONLY",
        rule: "sends to a GUEST LIST of \(phones) only: nobody else gets anything",
        hint: "In production, remove accounts.\(name).allowed_recipients and reload."
      )
    }
  }
}
