internal import CLinux
internal import Glibc

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

  /// A random word, every value equally likely.
  ///
  /// - Throws: `SystemError` if the kernel refuses, which no supported one does.
  package static func word() throws(SystemError) -> UInt64 {
    var word: UInt64 = 0
    for byte in try bytes(MemoryLayout<UInt64>.size) {
      word = word << 8 | UInt64(byte)
    }
    return word
  }
}
