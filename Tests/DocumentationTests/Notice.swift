import SMSSystem

/// An event for which a test of a producer's program waits.
enum Notice: Sendable {
  case changed(InotifyEvent)
  case ended(Result<ProgramEnd, any Error>)
}
