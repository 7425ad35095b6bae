internal import SMSArguments
internal import SMSDaemon
package import SMSJSON
internal import SMSSystem

/// Where a subcommand writes: two streams, and what is known of the terminal behind them.
///
/// What could steer a terminal is shown escaped, wherever it came from: texts and ids of people,
/// details of the provider.
package struct Console: Sendable {
  package enum Stream: Hashable, Sendable {
    /// Data, for people and pipes.
    case output
    /// Errors and progress.
    case error
  }

  /// What one stream leads to.
  package struct Facts: Equatable, Sendable {
    /// Columns of the terminal; nil for a file or a pipe.
    package var columns: Int?
    /// Whether the terminal may be sent control sequences.
    package var hasStyles: Bool

    package init(columns: Int?, hasStyles: Bool) {
      self.columns = columns
      self.hasStyles = hasStyles
    }

    package static let plain = Facts(columns: nil, hasStyles: false)
  }

  /// Lines are wrapped here where the terminal is wider, or there is none.
  private static let widest = 96

  /// Whether errors go to the journal, which wants their level in front of each line.
  package var isJournal = false

  private let write: @Sendable (Stream, String) -> Void
  package let output: Facts
  package let error: Facts

  /// Makes a console.
  ///
  /// - Parameters:
  ///   - output: What standard output leads to.
  ///   - error: What standard error leads to.
  ///   - write: Writes text as it is.
  package init(
    output: Facts = .plain,
    error: Facts = .plain,
    write: @escaping @Sendable (Stream, String) -> Void
  ) {
    self.output = output
    self.error = error
    self.write = write
  }

  /// Columns that text for people should fill.
  package func width(_ stream: Stream = .output) -> Int {
    min((stream == .output ? output : error).columns ?? Self.widest, Self.widest)
  }

  /// Writes a line of data.
  package func say(_ line: String = "") {
    write(.output, line.escapingTerminalControls() + "\n")
  }

  /// Writes lines of data at once.
  package func say(_ lines: [String]) {
    guard !lines.isEmpty else { return }
    write(.output, lines.joined(separator: "\n").escapingTerminalControls() + "\n")
  }

  /// Writes a line about the work itself.
  package func tell(_ line: String) {
    write(.error, line.escapingTerminalControls() + "\n")
  }

  /// Writes text that may move the cursor, for a terminal.
  func draw(_ text: String) {
    write(.error, text)
  }
}

extension Console {
  /// Tells why the program ends: `smsdispatch show: …`, and below it what to do.
  ///
  /// In the journal all of it are errors, the lines of the hint too.
  package func tell(_ failure: CommandFailure, by command: String) {
    let name = command.isEmpty ? ProgramName.value : "\(ProgramName.value) \(command)"
    let level = isJournal ? "<\(LogLevel.error.rawValue)>" : ""
    for line in failure.message.split(separator: "\n") {
      tell("\(level)\(name): \(line)")
    }
    // The journal folds lines by itself.
    let width = isJournal ? Int.max : width(.error)
    for line in Paragraph.wrap(failure.hint, width: width, indent: "  ") where !line.isEmpty {
      tell("\(level)\(line)")
    }
  }
}

extension Console {
  /// Writes one object as one line; what could steer a terminal is escaped as JSON escapes it.
  package func say(json object: JSONObject) {
    let text = String(decoding: JSONWriter.write(.object(object), as: .compact), as: UTF8.self)
    say(
      text.escapingTerminalControls { scalar in
        let digits = String(scalar.value, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }
    )
  }
}

extension Console {
  /// Text that stands out on a terminal; elsewhere just the text.
  package func strong(_ text: String) -> String {
    output.hasStyles ? "\u{1B}[1m\(text)\u{1B}[0m" : text
  }
}
