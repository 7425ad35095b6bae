package import SMSCore
package import SMSSystem

/// The `received/` of one spool, as the daemon writes it.
///
/// A reader never sees half a file: each is written under a temporary name and renamed. Nothing is
/// durable before `sync`.
package struct ReceivedStore: Sendable {
  private let layout: SpoolLayout
  /// Nil before the first use.
  private var directory: Directory?

  /// Opens nothing yet: a spool that cannot be used now may be later.
  package init(_ layout: SpoolLayout) {
    self.layout = layout
  }

  /// Writes the files of these messages; doing it again does no harm.
  ///
  /// - Throws: `SystemError`; those before the failing one are written.
  package mutating func publish(_ messages: [ReceivedMessage]) throws(SystemError) {
    let directory = try layout.opened(.received, insteadOf: directory)
    self.directory = directory
    for message in messages {
      // The provider's ids keep to the rule of ours; what does not has no file name.
      guard let name = SpoolNames.result(of: message.message.id) else { continue }
      let bytes = JSONWriter.write(.object(ReceivedDocument.of(message)))
      try directory.writeReplacing(name, bytes, mode: layout.access.fileMode, durable: false)
    }
  }

  /// Returns when everything published is on the disk.
  ///
  /// - Throws: `SystemError`.
  package func sync() throws(SystemError) {
    try directory?.syncFileSystem()
  }
}
