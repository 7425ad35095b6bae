internal import CLinux
internal import Glibc
internal import Synchronization

/// Random bytes from the kernel (`getrandom(2)`), fit for keys.
package enum Randomness {
  /// Random bytes.
  ///
  /// - Parameter count: How many; 0 or more.
  /// - Returns: That many bytes.
  /// - Throws: `SystemError` if the kernel refuses, which no supported one does.
  package static func bytes(_ count: Int) throws(SystemError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      filled += try Errno.check("getrandom") {
        bytes.withUnsafeMutableBytes { buffer in
          getrandom(buffer.baseAddress?.advanced(by: filled), count - filled, 0)
        }
      }
    }
    return bytes
  }

  /// A random word; all values are equally likely.
  ///
  /// For names and seeds, which are needed often: several words are fetched from the kernel at a
  /// time.
  /// - Throws: `SystemError` if the kernel refuses, which no supported one does.
  package static func word() throws(SystemError) -> UInt64 {
    if let word = store.withLock({ $0.popLast() }) { return word }
    var words = try freshWords()
    let word = words.removeLast()
    store.withLock { $0 = words }
    return word
  }

  private static let store = Mutex<[UInt64]>([])
  private static let stored = 64

  private static func freshWords() throws(SystemError) -> [UInt64] {
    let bytes = try bytes(stored * MemoryLayout<UInt64>.size)
    return (0..<stored).map { index in
      bytes[(index * 8)..<(index * 8 + 8)].reduce(0) { $0 << 8 | UInt64($1) }
    }
  }
}
