internal import SMSSystem

extension Context {
  /// The process's own streams, clocks and file.
  package static func system() -> Context {
    let console = Console(output: .of(1), error: .of(2)) { stream, text in
      // Nobody listens any more: there is nobody to tell.
      try? Terminal.write(text, to: stream == .output ? 1 : 2)
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
  fileprivate static func of(_ descriptor: Int32) -> Console.Facts {
    guard Terminal.isTerminal(descriptor) else { return .plain }
    let isDumb = Environment.value(of: "TERM") == "dumb"
    return Console.Facts(
      columns: Terminal.columns(descriptor),
      hasStyles: !isDumb && Environment.value(of: "NO_COLOR") == nil
    )
  }
}
