internal import SMSSpool
internal import SMSSystem

/// The spool, as any producer uses it: a file goes in, another comes out.
struct Spool {
  private static let largest = 1 << 20
  /// How often the result is looked for.
  private static let interval: Int64 = 100_000_000
  /// How long a final result is awaited; codes go first, so it takes a second or two.
  private static let patience: Int64 = 20_000_000_000

  private let path: String
  private let clock = QueueExecutor(label: "spool")

  init(path: String) {
    self.path = path
  }

  /// Submits a request, and waits for its final result.
  ///
  /// - Returns: The last result there is; nil if none came in time.
  /// - Throws: `Failure` if the spool cannot be used.
  func ask(
    _ kind: String,
    _ members: [(String, JSONValue)]
  ) async throws(Failure) -> Answer? {
    do throws(SystemError) {
      let id = "two-factor-" + String(try Randomness.word(), radix: 36)
      let request = JSONObject([("id", .string(id)), ("kind", .string(kind))] + members)
      try submit(JSONWriter.write(.object(request)), id: id)
      return try await result(of: id)
    } catch {
      throw Failure("The spool \(path) cannot be used: \(error)")
    }
  }

  /// Written under a name with a dot, then renamed: nobody reads half a request.
  private func submit(_ bytes: [UInt8], id: String) throws(SystemError) {
    let incoming = try Directory(entering: path + "/incoming")
    guard let draft = FileName(".\(id)"), let name = FileName("\(id).json") else { return }
    let file = try incoming.createFile(draft, mode: 0o640)
    // A person's umask may be stricter than the daemon can read.
    try file.setMode(0o640)
    try file.write(bytes)
    try file.sync()
    try incoming.rename(draft, to: incoming, as: name)
  }

  private func result(of id: String) async throws(SystemError) -> Answer? {
    let results = try Directory(path: path + "/results")
    let deadline = Clocks.monotonic + Self.patience
    var last: Answer?
    while Clocks.monotonic < deadline {
      if let answer = try read(id, in: results) {
        last = answer
        if answer.isFinal { break }
      }
      await clock.rest(nanoseconds: Self.interval)
    }
    return last
  }

  private func read(_ id: String, in results: Directory) throws(SystemError) -> Answer? {
    guard let name = FileName("\(id).json"), try results.contains(name) else { return nil }
    let bytes = try results.read(name, upTo: Self.largest)
    return (try? JSONParser.parseWritten(bytes))?.object.map { Answer(id: id, json: $0) }
  }
}

/// A result, as far as a login needs it.
struct Answer {
  let id: String
  let json: JSONObject

  var status: String { json["status"]?.string ?? "" }
  var isFinal: Bool { json["final"]?.bool ?? false }
  /// Why a check was denied.
  var reason: String { json["reason"]?.string ?? "" }
  var attemptsLeft: Int64 {
    (json["attempts_left"] ?? json["verification"]?.object?["attempts_left"])?.number?.int64 ?? 0
  }
  /// When the code expires, in milliseconds since 1970.
  var expiresAt: Int64? { time(json["verification"]?.object?["expires_at"]) }

  var errorCode: String? { json["error"]?.object?["code"]?.string }
  var errorMessage: String { json["error"]?.object?["message"]?.string ?? "It was not sent." }
  /// When to ask again, in milliseconds since 1970.
  var retryAt: Int64? { time(json["error"]?.object?["retry_at"]) }

  private func time(_ value: JSONValue?) -> Int64? {
    value?.string.flatMap { RFC3339.milliseconds($0) }
  }
}
