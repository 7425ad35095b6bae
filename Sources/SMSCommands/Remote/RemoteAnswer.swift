internal import SMSDaemon
internal import SMSSystem

/// The daemon's answer to a call, as it arrives.
struct RemoteAnswer: ~Copyable {
  /// The daemon did not run the command.
  struct Refusal: Error, Equatable {
    /// The status of HTTP.
    var status: Int
    /// A line for a person.
    var line: String
  }

  /// How long the daemon may be silent, in seconds; while a command is at work, it sends something
  /// more often.
  static let patience = 60

  private static let block = 1 << 16
  private static let longestHead = 1 << 14
  private static let longestLine = 1_000
  private static let headEnd = Array("\r\n\r\n".utf8)

  private let connection: FileDescriptor
  private var frames = CommandFrameReader()

  init(on connection: consuming FileDescriptor) {
    self.connection = connection
  }

  /// Sends a call, and reads the head of the answer.
  ///
  /// - Returns: Why the command was not run; nil if it runs.
  /// - Throws: `CommandFailure` if there is no answer.
  mutating func ask(_ call: CommandCall) throws(CommandFailure) -> Refusal? {
    do throws(SystemError) {
      try connection.write(Self.request("/v1/run", call.body))
    } catch let error where error.isReaderGone {
      // It may have refused the call before it read it all.
    } catch {
      throw Self.failure(error)
    }
    let (status, rest) = try head()
    guard status != 200 else {
      frames.append(rest)
      return nil
    }
    return Refusal(status: status, line: try line(rest))
  }

  /// Sends a call about sessions, and reads the whole answer.
  ///
  /// - Returns: What the daemon answers; the refusal otherwise.
  /// - Throws: `CommandFailure` if there is no answer.
  mutating func ask(
    _ call: ConsoleSessionCall
  ) throws(CommandFailure) -> Result<[UInt8], Refusal> {
    do throws(SystemError) {
      try connection.write(Self.request(call.path, call.body))
    } catch {
      throw Self.failure(error)
    }
    var (status, body) = try head()
    guard status == 200 else {
      return .failure(Refusal(status: status, line: try line(body)))
    }
    while body.count < Self.longestHead, let more = try read() { body += more }
    return .success(Array(body))
  }

  /// Reads the head of the answer.
  ///
  /// - Returns: The status, and what has come of the body.
  private func head() throws(CommandFailure) -> (status: Int, body: ArraySlice<UInt8>) {
    var bytes: [UInt8] = []
    while bytes.firstRange(of: Self.headEnd) == nil, bytes.count < Self.longestHead {
      guard let more = try read() else { break }
      bytes += more
    }
    guard let end = bytes.firstRange(of: Self.headEnd), let status = Self.status(bytes) else {
      throw Self.broken
    }
    return (status, bytes[end.upperBound...])
  }

  /// Version 1.0, so that the answer comes as it is, and ends with the connection.
  private static func request(_ path: String, _ body: [UInt8]) -> [UInt8] {
    let head = """
      POST \(path) HTTP/1.0\r
      Host: localhost\r
      Content-Type: application/json\r
      Content-Length: \(body.count)\r
      \r

      """
    return Array(head.utf8) + body
  }

  /// `HTTP/1.1 200 OK`.
  private static func status(_ bytes: [UInt8]) -> Int? {
    let words = bytes.prefix(32).split(separator: UInt8(ascii: " "))
    guard words.count > 1, words[0].starts(with: "HTTP/1.".utf8) else { return nil }
    return Int(String(decoding: words[1].prefix(3), as: UTF8.self))
  }

  private mutating func line(_ begun: ArraySlice<UInt8>) throws(CommandFailure) -> String {
    var bytes = Array(begun)
    while bytes.count < Self.longestLine, let more = try read() { bytes += more }
    let line = bytes.prefix(Self.longestLine).prefix { $0 != UInt8(ascii: "\n") }
    return String(decoding: line, as: UTF8.self)
  }

  /// Writes the command's output as it comes, until it ends or its reader has gone.
  ///
  /// - Returns: The command's exit status.
  /// - Throws: `CommandFailure` with status 75 if the answer is cut.
  mutating func copy(to context: Context) throws(CommandFailure) -> ExitCode {
    while true {
      let frame: CommandFrame?
      do throws(CommandFrameReader.Fault) {
        frame = try frames.next()
      } catch {
        throw Self.broken
      }
      switch frame {
      case .text(let stream, let text):
        context.console.pass(text, to: stream)
        guard context.takesOutput() else { return .done }
      case .exit(let status): return ExitCode(rawValue: status) ?? .internalError
      case nil:
        guard let more = try read() else { throw Self.broken }
        frames.append(more)
      }
    }
  }

  /// The next bytes; nil at the end.
  private func read() throws(CommandFailure) -> [UInt8]? {
    do throws(SystemError) {
      let bytes = try connection.readSome(upTo: Self.block)
      return bytes.isEmpty ? nil : bytes
    } catch {
      throw Self.failure(error)
    }
  }

  private static func failure(_ error: SystemError) -> CommandFailure {
    guard error.isWouldBlock else { return broken }
    return CommandFailure(
      .tryAgain,
      "the daemon has not answered for \(patience) s",
      hint: "See whether it is at work: systemctl status smsdispatch"
    )
  }

  private static let broken = CommandFailure(
    .tryAgain,
    "the daemon's answer is not complete: it has stopped, or ended the command",
    hint: """
      A command that runs for longer than 15 minutes, or whose output is not read for 2 minutes, is \
      ended. Try again: if the daemon is stopped, that says so.
      """
  )
}
