import SMSSystem
import TestSupport

/// The log to which all daemons of a fixture write, one after another.
struct DaemonLog: Sendable {
  private static let file: FileName = "serve.err"

  let directory: TemporaryDirectory

  /// The lines so far.
  private var lines: [Substring] {
    let bytes = (try? directory.directory.read(Self.file, upTo: 1 << 30)) ?? []
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
  }

  /// How often a daemon has become ready for requests.
  var readyCount: Int { lines.count { $0.contains(" notice ready ") } }

  /// Waits until a daemon becomes ready again.
  ///
  /// - Parameter count: The value of `readyCount` before its start.
  /// - Throws: `Mailbox.TimedOut` if it does not in time.
  func ready(after count: Int) async throws {
    _ = try await DirectoryWatch.wait(in: directory.directory) {
      readyCount > count ? true : nil
    }
  }

  /// The last lines about a job.
  func lines(about id: String) -> [String] {
    lines.filter { $0.contains(" id=\(id) ") }.suffix(12).map { "    \($0)" }
  }
}
