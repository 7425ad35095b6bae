internal import FlowrouteSimulator
internal import SMSArguments
internal import SMSCore
internal import SMSJSON
internal import SMSProducer
internal import SMSSandbox
internal import SMSSystem

/// The story of the demo, request by request.
struct DemoStory {
  /// In nanoseconds: longer than any of its requests takes; reached only if something is broken.
  static let patience: Int64 = 30_000_000_000
  private static let day = Interval(seconds: 86_400)

  let context: Context
  let sandbox: Sandbox
  let simulator: FlowrouteSimulator

  init(_ context: Context, _ sandbox: Sandbox, _ simulator: FlowrouteSimulator) {
    self.context = context
    self.sandbox = sandbox
    self.simulator = simulator
  }

  var console: Console { context.console }
  var spool: ChosenSpool { sandbox.chosenSpool }

  /// Says what the demo is, and where; the page's address is nil if there is none.
  func open(page: String?) {
    say(
      """
      smsdispatch sends the text messages that other programs drop as files into a spool. Here a \
      daemon works on a temporary spool, and a simulator stands in for the provider: nothing \
      leaves this machine.
      """
    )
    console.say([
      "", "  spool     \(spool.path)", "  provider  \(simulator.url), 5 messages a second",
    ])
    if let page { console.say("  page      \(page) (for one login, within a minute)") }
  }

  /// Submits each request and shows its results.
  ///
  /// - Returns: Whether all of them completed in time.
  /// - Throws: `CommandFailure` if the spool cannot be used.
  func run() async throws(CommandFailure) -> Bool {
    let submitter = try spool.openSubmitter()
    let results = try openResults()
    var isComplete = true
    for (index, example) in (DemoExample.all + [.mistake]).enumerated() {
      console.say(["", console.strong("\(index + 1). \(example.title)")])
      say(example.explanation)
      let text = redated(example)
      show(text, file: example.file)
      let started = context.monotonic()
      try submitter.submit(Array(text.utf8), named: example.stem, to: spool)
      guard example.file != "message-scheduled.json" else { continue }
      let id = Self.id(of: text) ?? example.stem
      isComplete = try await follow(id, results, since: started) && isComplete
      if example.file == "cancel.json" {
        isComplete = try await follow("reminder-1045", results, since: started) && isComplete
      }
    }
    let next = DemoExample.all.count + 2
    return try await showPhones(from: next, submitter) && isComplete
  }

  private func openResults() throws(CommandFailure) -> ResultDirectory {
    do throws(SystemError) {
      return try ResultDirectory(path: spool.results)
    } catch {
      throw CommandFailure(error, .unavailable)
    }
  }

  /// Shows every result of a request up to the final one.
  private func follow(
    _ id: String,
    _ results: ResultDirectory,
    since started: Int64
  ) async throws(CommandFailure) -> Bool {
    let deadline = started + Self.patience
    var shown: String?
    let last = try await CommandFailure.ofResult { () async throws(ResultError) in
      try await results.wait(for: id, until: deadline, now: context.monotonic) { result in
        show(result, since: started, again: shown)
        shown = Self.code(of: result)
      }
    }
    guard let last, last.isFinal else {
      console.say("  No final result came in time; see \(sandbox.logPath).")
      return false
    }
    show(last, since: started, again: shown)
    return true
  }

  private static func code(of result: PublishedResult) -> String? {
    result.error?["code"]?.string
  }

  /// Shows what the provider received, and where everything is.
  func close() async {
    let messages = await simulator.messages
    console.say([
      "", console.strong("What the provider got: \(messages.count) messages, each once"),
    ])
    var table = Table(["TO", "SEGMENTS", "TEXT"], right: ["SEGMENTS"])
    for message in messages {
      let text = message.body ?? ""
      let line = text.split(separator: "\n").joined(separator: " / ")
      let segments = message.isMMS ? "MMS" : "\(MessageText(text).segments)"
      table.append([message.to, segments, String(line.prefix(60))])
    }
    console.say(table.lines.map { "  " + $0 })
    console.say(["", console.strong("Where everything is")])
    console.say(DefinitionList.lines(places, width: console.width()))
    console.say(["", console.strong("What to do next")])
    console.say(DefinitionList.lines(nextSteps, width: console.width()))
  }

  /// Says how to look at the page, and how to end the demo.
  func stay(page: String?) {
    console.say(["", console.strong("The daemon goes on until Ctrl-C")])
    guard let page else { return }
    let another = "\(context.invocation) console --act --config \(sandbox.configurationPath)"
    let ways = [
      (page, "the page: open it in a browser; good for one login, within a minute"),
      (another, "another such address"),
    ]
    console.say(DefinitionList.lines(ways, width: console.width()))
  }

  private var places: [(term: String, meaning: String)] {
    [
      (spool.path, "the spool: results/ and rejected/ hold what you saw"),
      (sandbox.configurationPath, "the configuration"),
      (sandbox.logPath, "the daemon's log: no texts and no full numbers"),
      ("rm -r \(sandbox.path)", "removes it all"),
    ]
  }

  private var nextSteps: [(term: String, meaning: String)] {
    let name = context.invocation
    let option = "--config \(sandbox.configurationPath)"
    return [
      ("\(name) list \(option)", "the jobs of this demo, from its ledger"),
      ("\(name) show provider-trouble \(option)", "one of them with its attempts"),
      (
        "systemd/install.sh",
        "as root, in the source tree: installs the daemon as a service, and says where the keys go"
      ),
      ("\(ProgramName.value) doctor", "then checks keys, senders, directories and permissions"),
      (
        "\(ProgramName.value) submit --to YOUR-NUMBER --body Hello --wait",
        "sends your first message; spool/README.md says how programs do it"
      ),
    ]
  }

  // MARK: Lines

  func say(_ text: String) {
    console.say(Paragraph.wrap(text, width: console.width()))
  }

  private func show(_ text: String, file: String) {
    console.say("  incoming/\(file)")
    console.say(text.split(separator: "\n").map { "    " + $0 })
  }

  /// Shows a result; an error that was just explained is not explained again.
  private func show(_ result: PublishedResult, since started: Int64, again shown: String?) {
    let after = Span.text(Interval(nanoseconds: context.monotonic() - started))
    console.say("  results/\(result.id).json, after \(after)")
    var lines = result.lines(width: console.width() - 4)
    if shown != nil, shown == Self.code(of: result) { lines = [lines[0] + ", the same error"] }
    console.say(lines.map { "    " + $0 })
  }

  // MARK: Requests

  private static func id(of text: String) -> String? {
    (try? JSONParser.parse(Array(text.utf8)))?.object?["id"]?.string
  }

  /// The example with its `not_before`, a fixed date in the file, moved to tomorrow.
  private func redated(_ example: DemoExample) -> String {
    guard var object = (try? JSONParser.parse(Array(example.text.utf8)))?.object,
      object["not_before"] != nil
    else { return example.text }
    object.set("not_before", .string(Stamp.text(context.now.advanced(by: Self.day))))
    return String(decoding: JSONWriter.write(.object(object)), as: UTF8.self)
  }
}
