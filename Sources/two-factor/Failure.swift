internal import SMSSystem

/// Why the program did not do what was asked: one sentence for the user.
struct Failure: Error {
  let message: String
  let status: Int32

  init(_ message: String, status: Int32 = 1) {
    self.message = message
    self.status = status
  }

  init(_ error: SystemError) {
    self.init("\(error)")
  }
}
