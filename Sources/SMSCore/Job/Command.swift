/// A request that changes other jobs instead of sending a message.
package enum Command: Hashable, Sendable {
  case cancel(JobName)
  /// Changes a message that waits.
  case update(JobName, MessageUpdate)
  case hold(HoldScope)
  case release(HoldScope)
  case retry(JobName)
  /// Does something to each job that a filter selects, among those accepted before the command.
  case act(MatchedAction, JobFilter)
  /// Asks the provider for the record of a message, named by our id or the provider's.
  case lookup(JobName)
  /// The phone does not want messages from a number, or from any of ours.
  case optOut(PhoneNumber, sender: PhoneNumber?)
  /// The phone wants them again.
  case optIn(PhoneNumber, sender: PhoneNumber?)
  /// Adds the opt-outs of a list, which is a file in the `incoming/` of the operator's spool.
  case importOptOuts(file: String)
  /// Erases what is held about a phone; see `PersonErasure`.
  case erase(PhoneNumber)
  /// Copies the ledger into a separate file.
  case backup
  /// Finds out what was sent since the backup that the ledger was restored from.
  case reconcile
  /// Does nothing: what it is about was done to the provider's settings, and enters the audit.
  case callbacks(CallbackChange, account: String?)
  /// Does nothing either: it was done to a number of ours at the provider.
  case numbers(NumberChange, PhoneNumber, account: String)
  /// Raises and clears an alarm, to see where it arrives.
  case testAlarm

  /// The word of the contract for the request's `kind`.
  package var kind: String {
    switch self {
    case .cancel: "cancel"
    case .update: "update"
    case .hold: "hold"
    case .release: "release"
    case .retry: "retry"
    case .act(let action, _): action.rawValue
    case .lookup: "lookup"
    case .optOut: "optout"
    case .optIn: "optin"
    case .importOptOuts: "import"
    case .erase: "erase"
    case .backup: "backup"
    case .reconcile: "reconcile"
    case .callbacks: "callbacks"
    case .numbers: "numbers"
    case .testAlarm: "alarm"
    }
  }

  /// Whether the ledger cannot carry it out in one step: it needs the provider, or takes long.
  package var isDeferred: Bool {
    switch self {
    case .lookup, .importOptOuts, .erase, .backup, .reconcile, .testAlarm: true
    case .cancel, .update, .hold, .release, .retry, .act, .optOut, .optIn, .callbacks, .numbers:
      false
    }
  }
}

/// What an operator did about the provider's calls, in the contract's words.
package enum CallbackChange: String, CaseIterable, Hashable, Sendable {
  /// Had the provider call the listener.
  case set
  /// Removed its callbacks.
  case remove
  /// Made the token of the listener's addresses.
  case token
}

/// What an operator did to a number of ours, in the contract's words.
package enum NumberChange: String, CaseIterable, Hashable, Sendable {
  case buy
  case release
  /// Had it enabled for texts.
  case enable
  /// Had it disabled for texts.
  case disable
  /// Changed its name or where the provider calls for it.
  case set
}

/// A command that waits to be carried out.
package struct CommandJob: Hashable, Sendable {
  package var number: JobNumber
  package var name: JobName
  package var command: Command

  package init(number: JobNumber, name: JobName, command: Command) {
    self.number = number
    self.name = name
    self.command = command
  }
}

/// The result of executing a command.
package enum CommandOutcome: Hashable, Sendable {
  /// It is terminal now (`canceled`, `done`, or `failed` with `too_late` or `unknown_message`).
  /// The jobs in `left` no longer wait; the lanes in `lanes` may have gained due jobs.
  case finished(left: [JobNumber], lanes: Set<Lane>)
  /// It is terminal now: a batch is held, or goes on; the lanes in `lanes` may have gained due jobs.
  case switched(batch: JobNumber, isHeld: Bool, lanes: Set<Lane>)
  /// One step of many (`act`) was committed; execute it again for the next. The jobs in `left` no
  /// longer wait; the lanes in `lanes` may have gained due jobs.
  case more(left: [JobNumber], lanes: Set<Lane>)
  /// A job that it is about is `attempting` or `inDoubt`: execute it again when that is settled.
  case waits(for: JobNumber)
}

/// What a hold stops: a switch over many jobs, or one job.
package enum HoldScope: Hashable, Sendable {
  case all
  case spool(String)
  case account(String)
  case job(JobName)
  /// Set by the daemon itself: the provider refuses this sender for every recipient.
  case sender(Sender)
}
