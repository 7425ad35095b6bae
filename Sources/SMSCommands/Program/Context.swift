/// What the world around a subcommand is; tests pass their own.
package struct Context: Sendable {
  package var console: Console
  /// Nanoseconds since 1970.
  package var wall: @Sendable () -> Int64
  /// Nanoseconds of a clock that never steps.
  package var monotonic: @Sendable () -> Int64
  /// This program's own file, for `demo`, which starts a daemon.
  package var executable: String

  package init(
    console: Console,
    executable: String,
    wall: @escaping @Sendable () -> Int64,
    monotonic: @escaping @Sendable () -> Int64
  ) {
    self.console = console
    self.executable = executable
    self.wall = wall
    self.monotonic = monotonic
  }
}
