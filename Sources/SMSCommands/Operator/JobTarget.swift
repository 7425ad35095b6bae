internal import SMSArguments
internal import SMSCore

/// What a command is about: a job given by its id, or all jobs that match.
enum JobTarget {
  case job(JobArgument)
  case matching(MatchedJobs)

  /// - Throws: `UsageError` if neither is given, or both are.
  init(
    _ action: MatchedAction,
    _ command: OperatorCommand,
    _ arguments: Arguments
  ) throws(UsageError) {
    let jobs = try MatchedJobs(action, command, arguments)
    guard !arguments.positionals.isEmpty else {
      guard !jobs.given.isEmpty else {
        throw UsageError("give an ID, or options such as --to, --status and --since")
      }
      self = .matching(jobs)
      return
    }
    try Self.refuseFilter(jobs.given, allowing: [.spool], with: "an ID")
    self = .job(try JobArgument(arguments))
  }

  /// Refuses conditions beside something that names what the command is about by itself.
  ///
  /// - Parameters:
  ///   - given: The conditions that were given.
  ///   - allowed: Conditions that may still be given, as they complete the name.
  ///   - other: What names it.
  /// - Throws: `UsageError` that names the first.
  static func refuseFilter(
    _ given: Set<JobFilter.Member>,
    allowing allowed: Set<JobFilter.Member>,
    with other: String
  ) throws(UsageError) {
    guard let option = JobFilter.Member.allCases.first(where: given.subtracting(allowed).contains)
    else { return }
    throw UsageError("\(other) and --\(option.name) cannot be combined")
  }
}
