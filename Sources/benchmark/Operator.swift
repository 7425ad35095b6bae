internal import SMSSandbox
internal import SMSSystem

/// Holds and releases all jobs, through the operator's spool.
struct Operator {
  private let sandbox: Sandbox
  private let alarm = Alarm()

  init(_ sandbox: Sandbox) {
    self.sandbox = sandbox
  }

  /// Holds or releases everything, and returns when that is done.
  ///
  /// - Parameters:
  ///   - kind: `hold` or `release`.
  ///   - id: The request's id; not used before.
  /// - Throws: `Failure` if there is no result within a minute.
  func request(_ kind: String, id: String) async throws(Failure) {
    try drop(kind, id: id)
    let (spool, file) = try place(of: id)
    for _ in 0..<12_000 {
      if (try? spool.directory("results").contains(file)) == true { return }
      await alarm.wait(until: Clocks.monotonic + 5_000_000)
    }
    throw Failure("no result of \(id) after a minute")
  }

  /// Leaves a request for the daemon, which may be down.
  ///
  /// - Throws: `Failure` if the file cannot be written.
  func drop(_ kind: String, id: String) throws(Failure) {
    let bytes = Array(#"{"id":"\#(id)","kind":"\#(kind)","all":true}"#.utf8)
    let (spool, file) = try place(of: id)
    try Failure.converting { () throws(SystemError) in
      try spool.directory("incoming").writeReplacing(file, bytes, mode: 0o600, durable: false)
    }
  }

  private func place(of id: String) throws(Failure) -> (spool: Directory, file: FileName) {
    guard let file = FileName("\(id).json") else { throw Failure("\(id) is not an id") }
    let spool = try Failure.converting { () throws(SystemError) in
      try Directory(path: sandbox.path("state/operator"))
    }
    return (spool, file)
  }
}
