internal import SMSSystem

/// The tests that take minutes run only where somebody asked for them.
package enum SlowTests {
  /// Whether `SMSDISPATCH_SLOW_TESTS` is 1.
  package static var areWanted: Bool {
    Environment.value(of: "SMSDISPATCH_SLOW_TESTS") == "1"
  }
}
