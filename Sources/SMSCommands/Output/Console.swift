internal import SMSArguments
internal import SMSDaemon
package import SMSJSON
internal import SMSSystem

/// Where a subcommand writes: its two streams, and the properties of the terminal behind them.
///
/// Control characters are escaped wherever they come from, such as message texts, ids or the
/// provider's messages.
package struct Console: Sendable {
  package enum Stream: Hashable, Sendable {
    /// Data, for people and pipes.
    case output
    /// Errors and progress.
    case error
  }

  /// The properties of a stream.
  package struct Facts: Equatable, Sendable {
    /// The terminal's width; nil for a file or a pipe.
    package var columns: Int?
    /// The terminal's height; nil for a file, a pipe, or a terminal that does not report it.
    package var rows: Int?
    /// Whether control sequences may be sent to the terminal.
    package var hasStyles: Bool

    package init(columns: Int?, rows: Int? = nil, hasStyles: Bool) {
      self.columns = columns
      self.rows = rows
      self.hasStyles = hasStyles
    }

    /// A file or a pipe.
    package static let plain = Facts(columns: nil, hasStyles: false)
  }

  /// The maximum line width, also used if there is no terminal.
  private static let widest = 96

  /// Whether errors go to the journal, which expects each line to start with its level.
  package var isJournal = false
  /// What of people it shows.
  package var disclosure = Disclosure.whole

  private let write: @Sendable (Stream, String) -> Void
  package let output: Facts
  package let error: Facts

  /// Creates a console.
  ///
  /// - Parameters:
  ///   - output: The properties of standard output.
  ///   - error: The properties of standard error.
  ///   - write: Writes text unchanged.
  package init(
    output: Facts = .plain,
    error: Facts = .plain,
    write: @escaping @Sendable (Stream, String) -> Void
  ) {
    self.output = output
    self.error = error
    self.write = write
  }

  /// The width to which text is wrapped, in columns.
  package func width(_ stream: Stream = .output) -> Int {
    min((stream == .output ? output : error).columns ?? Self.widest, Self.widest)
  }

  /// Writes a line of data.
  package func say(_ line: String = "") {
    emit(line + "\n", to: .output)
  }

  /// Writes lines of data at once.
  package func say(_ lines: [String]) {
    guard !lines.isEmpty else { return }
    emit(lines.joined(separator: "\n") + "\n", to: .output)
  }

  /// Writes a line about the work itself, to standard error.
  package func report(_ line: String) {
    emit(line + "\n", to: .error)
  }

  private func emit(_ text: String, to stream: Stream) {
    write(stream, disclosure.shown(text.escapingTerminalControls()))
  }

  /// Writes text that may move the terminal's cursor.
  func draw(_ text: String) {
    write(.error, text)
  }

  /// Passes on what another console wrote.
  func pass(_ text: String, to stream: Stream) {
    write(stream, text)
  }
}

extension Console {
  /// Writes why the command failed, `smsdispatch show: …`, and the hint below it.
  ///
  /// In the journal all lines are errors, including those of the hint.
  package func report(_ failure: CommandFailure, by command: String) {
    let name = command.isEmpty ? ProgramName.value : "\(ProgramName.value) \(command)"
    let level = isJournal ? "<\(LogLevel.error.rawValue)>" : ""
    for line in failure.message.split(separator: "\n") {
      report("\(level)\(name): \(line)")
    }
    // The journal wraps lines itself.
    let width = isJournal ? Int.max : width(.error)
    for line in Paragraph.wrap(failure.hint, width: width, indent: "  ") where !line.isEmpty {
      report("\(level)\(line)")
    }
  }
}

extension Console {
  /// Writes an object on one line; control characters are escaped as in JSON.
  package func say(json object: JSONObject) { say(json: [object]) }

  /// Writes objects at once, each on a line.
  package func say(json objects: [JSONObject]) {
    guard !objects.isEmpty else { return }
    let lines = objects.map { Self.line(disclosure.shown($0)) }
    pass(lines.joined(separator: "\n") + "\n", to: .output)
  }

  private static func line(_ object: JSONObject) -> String { text(of: .object(object)) }

  /// A value on one line, with control characters escaped as in JSON.
  static func text(of value: JSONValue) -> String {
    let text = String(decoding: JSONWriter.write(value, as: .compact), as: UTF8.self)
    return text.escapingTerminalControls { scalar in
      let digits = String(scalar.value, radix: 16)
      return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
  }
}

extension Console {
  /// Emphasised text on a terminal; plain text elsewhere.
  package func strong(_ text: String) -> String {
    output.hasStyles ? "\u{1B}[1m\(text)\u{1B}[0m" : text
  }
}

extension Console {
  /// Writes lines of data at once.
  func say(_ lines: [StyledText], withStyles: Bool) {
    say(lines.map { $0.rendered(withStyles: withStyles) })
  }
}
