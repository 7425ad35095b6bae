internal import SMSArguments
internal import SMSCore
internal import SMSDaemon
internal import SMSJSON
internal import SMSProducer
internal import SMSSystem

/// `optout import FILE`: adds the phones of a file to the opt-out list.
struct OptOutImportCommand: Subcommand {
  private static let skipsFaulty = OptionSpecification(
    "skip-faulty",
    help: "import the good lines although others are faulty"
  )
  private static let name = OptionSpecification(
    "name",
    "NAME",
    help: "what to call the list in sources; the file's name unless given"
  )
  /// How long the daemon may take, in seconds; it adds tens of thousands of entries a second.
  private static let workSeconds: Int64 = 1_800

  static let specification = Specification(
    "optout",
    "import",
    summary: "keep messages from all phones in a file",
    positionals: [
      .init("FILE", kind: .file, help: "the list; - reads standard input")
    ],
    options: [skipsFaulty, name] + OperatorCommand.options,
    notes: [
      """
      One number a line, with comments from # on; or columns separated by commas, semicolons or tabs, \
      whose names are in the first line: phone, and if you like from, since and source; or what \
      'optout export' writes, with --json or without. Every faulty line is reported, and nothing is \
      imported unless all are good.
      """,
      """
      An entry that is there stays as it is, so the same file twice is harmless; a phone whose START, \
      or removal by an operator, is newer than the entry is left out.
      """,
      OperatorCommand.note,
    ]
  )

  private let arguments: Arguments
  private let command: OperatorCommand
  private let path: String
  private let listName: String

  init(_ arguments: Arguments) throws(UsageError) {
    self.arguments = arguments
    command = try OperatorCommand("import", arguments)
    path = arguments.positionals[0]
    let last = path.split(separator: "/").last.map(String.init) ?? path
    listName = try arguments.text(Self.name) ?? (path == "-" ? "standard input" : last)
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    let configuration = try context.running(arguments)
    let list = try read(context)
    let spool = try command.spool(configuration, context)
    let file = try spool.attach { file throws(SystemError) in try list.write(to: file) }
    let result: PublishedResult
    do throws(CommandFailure) {
      result = try await spool.ask(
        JSONObject([("kind", .string(command.name)), ("file", .string("\(file)"))]),
        workSeconds: Self.workSeconds
      )
    } catch {
      // Only a request that was taken uses it.
      if error.status == .unavailable { spool.detach(file) }
      throw error
    }
    guard result.isGood, let report = result.json["report"]?.object else {
      throw CommandFailure(result)
    }
    show(report, list, configuration, context.console)
    return .done
  }

  /// Reads the whole list, and reports every faulty line.
  private func read(_ context: Context) throws(CommandFailure) -> CheckedList {
    var reader = try LineReader(once: path, longest: OptOutList.longestLine)
    var lines = OptOutList(origin: OptOut.Origin(list: listName), now: context.now)
    var list = CheckedList()
    var isOver = false
    while !isOver {
      let line: OptOutList.Line
      if let next = try reader.next() {
        line = lines.read(next.bytes, line: next.number)
      } else {
        line = lines.end()
        isOver = true
      }
      switch line {
      case .nothing: break
      case .entry(let entry): list.add(entry)
      case .fault(let fault):
        context.console.report(fault.text)
        list.faults += 1
        guard !fault.isFatal else { throw refusal(list, isFatal: true) }
      }
    }
    guard list.faults == 0 || arguments.has(Self.skipsFaulty) else {
      throw refusal(list, isFatal: false)
    }
    guard !list.isEmpty else {
      throw CommandFailure(.usage, "\(String(escaping: path)) has no number that can be imported")
    }
    return list
  }

  private func refusal(_ list: CheckedList, isFatal: Bool) -> CommandFailure {
    CommandFailure(
      .usage,
      isFatal
        ? "the list cannot be read; nothing was imported"
        : "\(Quantity.of(list.faults, "line")) of \(list.faults + list.count) cannot be imported; "
          + "nothing was",
      hint: isFatal
        ? "" : "Correct the file, or leave those lines out with --\(Self.skipsFaulty.name)."
    )
  }

  private func show(
    _ report: JSONObject,
    _ list: CheckedList,
    _ configuration: Configuration,
    _ console: Console
  ) {
    var report = report
    report.set("faulty", .number(JSONNumber(Int64(list.faults))))
    let strange = list.senders.filter { configuration.account(of: $0) == nil }
    if !strange.isEmpty {
      let names = strange.map(\.digits).sorted().prefix(5).joined(separator: ", ")
      console.report(
        "Some entries are for numbers of no account, from which nothing is sent now: \(names)"
      )
    }
    if arguments.has(.json) { return console.say(json: report) }
    func count(_ name: String) -> Int64 { report[name]?.number?.int64 ?? 0 }
    var parts = ["\(count("added")) added", "\(count("known")) on the list already"]
    if count("outdated") > 0 {
      parts.append("\(count("outdated")) older than a START or a removal")
    }
    if count("faulty") > 0 {
      parts.append("\(Quantity.of(count("faulty"), "faulty line")) left out")
    }
    console.say("\(listName): \(parts.joined(separator: ", "))")
  }
}

/// The good lines of a list.
private struct CheckedList {
  /// Entries that are written at once.
  private static let group = 5_000

  private var entries: [OptOut] = []
  private(set) var senders: Set<PhoneNumber> = []
  var faults = 0

  var isEmpty: Bool { entries.isEmpty }
  var count: Int { entries.count }

  mutating func add(_ entry: OptOut) {
    entries.append(entry)
    if let sender = entry.sender { senders.insert(sender) }
  }

  /// Writes the list as the daemon reads it: without the names of the columns.
  func write(to file: borrowing FileDescriptor) throws(SystemError) {
    for start in stride(from: 0, to: entries.count, by: Self.group) {
      let lines = entries[start...].prefix(Self.group).map { OptOutList.line(of: $0) + "\n" }
      try file.write(lines.joined().utf8)
    }
  }
}
