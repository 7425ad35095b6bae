internal import Glibc

/// A signal handler that prints the current inputs, and then lets the signal take effect.
enum FuzzTrap {
  /// Sets the handler for a signal that ends the process.
  static func handle(_ signal: Int32) {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { signal in
      FuzzTrap.printInputs()
      // The faulting instruction faults again, now without a handler.
      Glibc.signal(signal, SIG_DFL)
      if signal == SIGABRT { raise(signal) }
    }
    sigaction(signal, &action, nil)
  }

  /// Writes seeds and bytes, in hexadecimal digits, to standard error; allocates nothing.
  private static func printInputs() {
    for slot in FuzzSlot.all {
      guard let (seed, bytes) = slot.input else { continue }
      write("\nSMSDISPATCH_FUZZ_SEED=")
      write(seed)
      write(" SMSDISPATCH_FUZZ_INPUTS=1 tries this again: ")
      for byte in bytes {
        write(digit: byte >> 4)
        write(digit: byte & 15)
      }
      write("\n")
    }
  }

  private static func write(_ text: StaticString) {
    _ = Glibc.write(2, text.utf8Start, text.utf8CodeUnitCount)
  }

  private static func write(_ number: UInt64) {
    if number > 9 { write(number / 10) }
    write(digit: UInt8(number % 10))
  }

  private static func write(digit: UInt8) {
    var character = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
    _ = Glibc.write(2, &character, 1)
  }
}
