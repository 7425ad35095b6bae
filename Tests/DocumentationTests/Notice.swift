import SMSSystem

/// What a test that runs a producer's program waits for.
enum Notice: Sendable {
  case changed(InotifyEvent)
  case ended(ProgramEnd)
}

/// How a program ended and what it wrote.
struct ProgramEnd: Error, Sendable, CustomStringConvertible {
  let status: Int32
  let output: String
  let errors: String

  var description: String { "ended with \(status): \(output)\(errors)" }
}
