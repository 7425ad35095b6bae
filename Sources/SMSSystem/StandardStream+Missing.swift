internal import Glibc

extension StandardStream {
  /// Opens `/dev/null` for reading in place of each stream that the process was started without.
  ///
  /// Else the next file to be opened gets the stream's number, and what is written to the stream
  /// goes into that file. Writing to what is opened here fails, so that a loss is noticed. Call it
  /// before anything else is opened.
  /// - Throws: `SystemError` if there is no `/dev/null`.
  package static func openMissing() throws(SystemError) {
    for stream in [input, output, error] where !stream.isOpen {
      // The lowest free number is this stream's: those below it are open by now.
      try Errno.check("open", "/dev/null") { open("/dev/null", O_RDONLY) }
    }
  }

  private var isOpen: Bool { fcntl(rawValue, F_GETFD) != -1 }
}
