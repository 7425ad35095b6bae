internal import SMSSystem

extension Context {
  /// The process's own streams, clocks and file.
  package static func system() -> Context {
    let console = Console(output: .of(.output), error: .of(.error)) { stream, text in
      let stream = stream == .output ? StandardStream.output : .error
      // Nobody listens any more: there is nobody to tell.
      try? stream.write(Array(text.utf8))
    }
    return Context(
      console: console,
      wall: { Clocks.wall },
      monotonic: { Clocks.monotonic },
      invocation: isInSourceTree ? "swift run \(ProgramName.value)" : ProgramName.value
    )
  }

  /// Whether this is a build in a source tree, which no shell finds by its name.
  private static var isInSourceTree: Bool {
    (try? CurrentProcess.executablePath())?.contains("/.build/") ?? false
  }
}

extension Console.Facts {
  fileprivate static func of(_ stream: StandardStream) -> Console.Facts {
    guard stream.isTerminal else { return .plain }
    let isDumb = Environment.value(of: "TERM") == "dumb"
    return Console.Facts(
      columns: stream.columns ?? 80,
      hasStyles: !isDumb && Environment.value(of: "NO_COLOR") == nil
    )
  }
}
