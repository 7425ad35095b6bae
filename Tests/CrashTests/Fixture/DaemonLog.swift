import Glibc
import SMSSystem
import TestSupport

/// The log to which all daemons of a fixture write, one after another.
struct DaemonLog: Sendable {
  private static let file: FileName = "serve.err"

  let directory: TemporaryDirectory

  private var bytes: [UInt8] {
    (try? directory.directory.read(Self.file, upTo: 1 << 30)) ?? []
  }

  /// How often a daemon has become ready for requests.
  ///
  /// It is asked after each line of the log, whose size goes into megabytes.
  var readyCount: Int {
    (bytes + [0]).withUnsafeBytes { text in
      var count = 0
      var rest = text.baseAddress?.assumingMemoryBound(to: CChar.self)
      while let start = rest, let found = strstr(start, " notice ready ") {
        count += 1
        rest = UnsafePointer(found) + 1
      }
      return count
    }
  }

  /// Waits until a daemon becomes ready again.
  ///
  /// - Parameter count: The value of `readyCount` before its start.
  /// - Throws: `Mailbox.TimedOut` if it does not in time.
  func ready(after count: Int) async throws {
    _ = try await DirectoryWatch.wait(in: directory.directory) {
      readyCount > count ? true : nil
    }
  }

  /// Checks that the last daemon was killed, and did not end by itself.
  ///
  /// - Throws: `Disagreement` with the last lines that it logged.
  func checkKilled(_ status: ExitStatus) throws {
    guard status != .signaled(.kill) else { return }
    let last = String(decoding: bytes, as: UTF8.self).split(separator: "\n").suffix(3)
    throw Disagreement("the daemon ended: \(status)\n\(last.joined(separator: "\n"))")
  }

  /// The last lines about a job.
  func lines(about id: String) -> [String] {
    String(decoding: bytes, as: UTF8.self).split(separator: "\n")
      .filter { $0.contains(" id=\(id) ") }.suffix(12).map { "    \($0)" }
  }
}
