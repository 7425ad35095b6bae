/// What became of a submission.
package enum Acceptance: Hashable, Sendable {
  /// A new job is durable; a message comes as its agenda entry, a command as its command job.
  case message(AgendaEntry)
  case command(CommandJob)
  /// A new job is durable and over already: a verdict, or what may not be sent.
  case ended(EndedJob)
  /// The same explicit id with the same content (or the same taken file again after a crash): no
  /// second job; the result is published again.
  case again(JobNumber)
  /// The id is used for other content, or the id came from the file's name.
  case duplicate
}
