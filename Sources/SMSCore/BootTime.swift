/// A point of the clock that runs on in suspend and never steps (CLOCK_BOOTTIME), and its boot.
///
/// Two of them can be compared only within one boot.
package struct BootTime: Hashable, Sendable {
  package var nanoseconds: Int64
  /// The kernel's random name of the boot.
  package var boot: String

  package init(nanoseconds: Int64, boot: String) {
    self.nanoseconds = nanoseconds
    self.boot = boot
  }
}
