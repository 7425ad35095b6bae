import SMSSystem

/// What a test that runs a producer's program waits for.
enum Notice: Sendable {
  case changed(InotifyEvent)
  case ended(Result<ProgramEnd, any Error>)
}
