internal import SMSSystem

/// Why the program ends without what was asked of it: one sentence for a person.
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
