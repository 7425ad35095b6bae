internal import SMSSystem

/// The file that the demo's daemon logs to.
final class DemoLog: Sendable {
  private let file: FileDescriptor

  init(path: String) throws(CommandFailure) {
    do throws(SystemError) {
      file = try FileDescriptor(opening: path, [.writeOnly, .create, .append])
    } catch {
      throw CommandFailure(error, .cannotCreate)
    }
  }

  /// Writes lines; a demo goes on without a log.
  func write(_ text: String) {
    try? file.write(text.utf8)
  }
}
