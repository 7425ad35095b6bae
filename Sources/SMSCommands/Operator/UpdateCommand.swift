internal import SMSArguments
internal import SMSCore
internal import SMSDaemon
internal import SMSJSON
internal import SMSProducer

/// `update`: changes a message that waits.
struct UpdateCommand: Subcommand {
  private static let priority = OptionSpecification(
    "priority",
    "P",
    kind: .words(Priority.allCases.map(\.name)),
    help: Priority.allCases.map(\.name).joined(separator: ", ")
  )

  static let specification = Specification(
    "update",
    summary: "change the times, the priority or the text of a message that waits",
    positionals: [JobArgument.positional],
    options: [
      .notBefore, .expiresAt, .timeToLive, priority, .body, .normalize, .spool,
    ] + OperatorCommand.options,
    notes: [
      """
      Changes what is given, and nothing else; at least one of --not-before, --expires-at or --ttl, \
      --priority and --body. Waits for an attempt that is under way, and for what may have been \
      accepted: if the message still waits then, it is changed. What is held stays held; messages of \
      a batch are changed by their own ids; login codes cannot be changed. A life that was not given \
      as a time moves with --not-before. Exit status: 1 it is too late, or the change is not possible; \
      66 no such id.
      """,
      OperatorCommand.note,
    ]
  )

  static let access = CommandAccess.acts

  private let command: OperatorCommand
  private let job: JobArgument
  private let changes: [(String, JSONValue)]
  private let readsBody: Bool

  init(_ arguments: Arguments) throws(UsageError) {
    command = try OperatorCommand("update", arguments)
    job = try JobArgument(arguments)
    var changes: [(String, JSONValue)] = []
    for (option, member) in [
      (OptionSpecification.notBefore, "not_before"), (.expiresAt, "expires_at"),
    ] {
      if let time = try Self.time(option, arguments) { changes.append((member, .string(time))) }
    }
    if let seconds = try arguments.seconds(.timeToLive).flatMap({ JSONNumber($0) }) {
      guard arguments.value(.expiresAt) == nil else {
        throw UsageError("--ttl and --expires-at cannot be combined")
      }
      changes.append(("ttl_seconds", .number(seconds)))
    }
    if let priority = try arguments.choice(Self.priority) {
      changes.append(("priority", .string(priority)))
    }
    let body = arguments.value(.body)
    readsBody = body == "-"
    if let body { changes.append(("body", .string(body))) }
    guard !changes.isEmpty else {
      throw UsageError(
        "nothing to change: give --not-before, --expires-at or --ttl, --priority, or --body"
      )
    }
    if let normalization = try arguments.choice(.normalize) {
      guard body != nil else { throw UsageError("--normalize goes with --body") }
      changes.append(("normalize", .string(normalization)))
    }
    self.changes = changes
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    var changes = changes
    if readsBody {
      let text = try RequestForm.readBody()
      changes = changes.map { $0.0 == "body" ? ("body", .string(text)) : $0 }
    }
    return try await command.run(context) { configuration throws(CommandFailure) in
      try job.members(configuration) + changes
    } report: { result, _ in
      let updated = (result.json["updated"]?.array ?? []).compactMap(\.string)
      return "\(job.id): updated \(updated.joined(separator: ", "))"
    }
  }

  /// A time of RFC 3339, as requests have it.
  private static func time(
    _ option: OptionSpecification,
    _ arguments: Arguments
  ) throws(UsageError) -> String? {
    guard let text = arguments.value(option) else { return nil }
    guard RFC3339.time(text) == nil else { return text }
    throw UsageError(
      RFC3339.time(text + "Z") != nil
        ? "--\(option.name) lacks the offset from UTC"
        : "--\(option.name) must be a time like 2026-11-23T08:00:00-05:00"
    )
  }

  static func withInput(_ words: [String]) throws(CommandFailure) -> [String] {
    let option = "--\(OptionSpecification.body.name)"
    let end = words.firstIndex(of: "--") ?? words.endIndex
    for index in words[..<end].indices {
      let isNext = words[index] == option && index + 1 < end && words[index + 1] == "-"
      guard isNext || words[index] == "\(option)=-" else { continue }
      var words = words
      words.replaceSubrange(
        index...(isNext ? index + 1 : index),
        with: ["\(option)=\(try RequestForm.readBody())"]
      )
      return words
    }
    return words
  }
}
