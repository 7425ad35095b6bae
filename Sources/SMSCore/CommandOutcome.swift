/// What a command did.
package enum CommandOutcome: Hashable, Sendable {
  /// It is terminal now (`canceled`, `done`, or `failed` with `too_late` or `unknown_message`).
  /// `left` are jobs that no longer wait, `lanes` those that may have gained due jobs.
  case finished(left: [JobNumber], lanes: Set<Lane>)
  /// One step of many (`retryAll`, `flush`) was committed; execute it again for the next.
  case more(lanes: Set<Lane>)
  /// The job it is about is `attempting`: execute it again when that attempt is settled.
  case waits(for: JobNumber)
}
