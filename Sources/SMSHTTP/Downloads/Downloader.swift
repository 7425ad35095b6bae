package import SMSCore
package import SMSSystem
internal import Synchronization

/// Fetches files, one at a time on a thread of its own, which it may block for their whole time.
///
/// A file goes to its sink as it comes and is never held in memory. Each is fetched over a
/// connection of its own, without cookies, keys, redirects or compression.
package final class Downloader: Sendable {
  private let executor: QueueExecutor
  private let isCanceled = Atomic(false)

  package init(label: String) {
    executor = QueueExecutor(label: label)
  }

  /// Ends what is being fetched, within about a second; nothing else is fetched.
  package func cancel() {
    isCanceled.store(true, ordering: .relaxed)
  }

  /// Fetches a file.
  ///
  /// - Parameters:
  ///   - link: Where it is.
  ///   - rule: Which addresses may be connected to.
  ///   - limits: How large it may be, and how long it may take.
  ///   - sink: Receives the bytes, on a thread that may block.
  /// - Returns: How many bytes the sink received, or why the file is not whole.
  package func fetch(
    _ link: DownloadLink,
    by rule: DownloadRule,
    within limits: DownloadLimits,
    into sink: @escaping @Sendable (UnsafeRawBufferPointer) throws(SystemError) -> Void
  ) async -> Result<Int64, DownloadFault> {
    await withCheckedContinuation { continuation in
      executor.async { [self] in
        continuation.resume(
          returning: CurlDownload.run(link, rule, limits, sink) {
            self.isCanceled.load(ordering: .relaxed)
          }
        )
      }
    }
  }
}

/// How large a file may be, and how long it may take.
package struct DownloadLimits: Hashable, Sendable {
  /// Bytes; whatever the server announces, no more are taken.
  package var bytes: Int64
  /// From the name's look-up to the last byte.
  package var time: Interval

  package init(bytes: Int64, time: Interval) {
    self.bytes = bytes
    self.time = time
  }
}

/// Why a file was not fetched.
package enum DownloadFault: Error, Equatable, Sendable {
  /// The rule does not allow any of the host's addresses; nothing was sent.
  case address
  /// The server's status was not 200.
  case status(Int)
  case tooLarge
  case timeout
  /// No connection, no trust in it, or one that broke; or no HTTP.
  case connection
  /// The sink failed.
  case sink(SystemError)
  case canceled
}
