import FlowrouteSimulator
import SMSJSON
import SMSSpool
import SMSSystem
import TestSupport
import Testing

/// A configuration in a temporary directory, and the built daemon on it while things break.
struct FaultSite: Sendable {
  let directory: TemporaryDirectory

  /// - Parameters:
  ///   - port: The provider's, on 127.0.0.1.
  ///   - account: More members of the account `main`; one that stands twice may not.
  ///   - accounts: More accounts.
  ///   - rate: The account's pace.
  /// - Throws: `SystemError`.
  init(port: UInt16, account: String = "", accounts: String = "", rate: Int = 500) throws {
    directory = try TemporaryDirectory()
    try write("access-key", Credentials.demo.accessKey)
    try write("secret-key", Credentials.demo.secretKey)
    try configure(base: "http://127.0.0.1:\(port)", account, accounts, rate: rate)
    try layout.make()
  }

  func configure(base: String, _ account: String = "", _ accounts: String = "", rate: Int) throws {
    try write(
      "config.json5",
      """
      {
        state: "\(directory.path)/state",
        spools: { default: { path: "\(directory.path)/spool", default_from: "12065550101" } },
        accounts: {
          main: {
            base_url: "\(base)", numbers: ["12065550101"], messages_per_second: \(rate),
            access_key_file: "\(directory.path)/access-key",
            secret_key_file: "\(directory.path)/secret-key",
            timeout_seconds: 5, probe_seconds: 0.5, \(account)
          },
          \(accounts)
        },
        retry: { max_attempts: 1000, first_delay_seconds: 0.05, max_delay_seconds: 0.5 },
        uncertain: { looks_after_seconds: [0.3, 0.6, 1] },
        min_free_mb: 0, log: { format: "text" },
      }
      """
    )
  }

  func write(_ name: String, _ text: String) throws {
    let name = try #require(FileName(name))
    try directory.directory.writeReplacing(name, Array(text.utf8), durable: false)
  }

  var layout: SpoolLayout { SpoolLayout(root: directory.path("spool")) }

  /// Starts the daemon.
  ///
  /// - Parameter prefix: What stands in front of its command; it must become the daemon.
  /// - Returns: The daemon.
  /// - Throws: `SystemError`.
  func start(after prefix: [String] = []) throws -> DaemonProcess {
    let log = "serve-\(Clocks.monotonic).err"
    let words = ["serve", "--config", directory.path("config.json5")]
    let line = prefix + [try BuiltProgram.path(of: "smsdispatch")] + words
    var command = ChildCommand(line[0], Array(line.dropFirst()))
    command.output = .null
    command.error = .file(directory.path(log))
    return DaemonProcess(try ChildProcess(command), directory, log: log)
  }

  /// Starts the daemon, and returns when it takes requests.
  func serve(after prefix: [String] = []) async throws -> DaemonProcess {
    let daemon = try start(after: prefix)
    try await daemon.logged("ready")
    return daemon
  }

  /// Puts requests where a producer does; each text holds its id.
  func submit(_ ids: [String], to: String = "12065550142", from: String? = nil) throws {
    let incoming = try Directory(path: layout.path(of: .incoming))
    let sender = from.map { "\"from\": \"\($0)\", " } ?? ""
    for id in ids {
      let name = try #require(FileName(id + ".json"))
      let text = "{\"id\": \"\(id)\", \(sender)\"to\": \"\(to)\", \"body\": \"text \(id)\"}"
      try incoming.writeReplacing(name, Array(text.utf8), durable: false)
    }
  }

  /// The result of a request, if there is one and it is whole.
  static func result(_ id: String, in results: Directory) throws -> JSONObject? {
    guard let name = FileName(id + ".json"), try results.contains(name) else { return nil }
    return try JSONParser.parse(try results.read(name, upTo: 1 << 20)).object
  }

  /// Waits until all requests have this status; the path is where the results are, seen from here.
  func wait(for ids: [String], toBe status: String, at path: String? = nil) async throws {
    let results = try Directory(path: path ?? layout.path(of: .results))
    let isReached: @Sendable (String) throws -> Bool? = { id in
      try Self.result(id, in: results)?["status"]?.string == status ? true : nil
    }
    for id in ids where try isReached(id) == nil {
      _ = try await DirectoryWatch.wait(in: results, within: 60) { try isReached(id) }
    }
  }
}
