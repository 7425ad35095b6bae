internal import SMSSystem

/// Tests that take minutes run only on request.
package enum SlowTests {
  /// Whether `SMSDISPATCH_SLOW_TESTS` is 1.
  package static var areWanted: Bool {
    Environment.value(of: "SMSDISPATCH_SLOW_TESTS") == "1"
  }

  /// Writes a line to the tests' output.
  package static func report(_ text: String) {
    try? StandardStream.error.write(line: text)
  }
}
