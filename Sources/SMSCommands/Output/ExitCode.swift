/// The exit statuses of the contract; from 64 on they are those of sysexits.h.
package enum ExitCode: Int32, CaseIterable, Sendable {
  case done = 0
  /// The thing asked for ended otherwise than `sent`, `approved`, `found`, `canceled` or `done`.
  case endedOtherwise = 1
  case usage = 64
  case noSuchID = 66
  /// Daemon or provider not reachable.
  case unavailable = 69
  case internalError = 70
  case cannotCreate = 73
  /// Try again later: a wait timed out, another daemon holds the state directory.
  case tryAgain = 75
  case noPermission = 77
  case configuration = 78
}
