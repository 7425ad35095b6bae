internal import SMSCore
internal import SMSProducer
internal import SMSSpool
internal import SMSSystem

/// The files that `submit --media` puts into a spool's `media/`, each under a name of its own; the daemon
/// removes them when it has accepted the request, or a day later.
struct MediaAttachments {
  private struct File {
    let name: FileName
    let bytes: [UInt8]
  }

  private let files: [File]

  /// Reads the files.
  ///
  /// - Parameter paths: Their paths.
  /// - Throws: `CommandFailure` if one cannot be read, or is not of a type or a size that is sent.
  init(_ paths: [String]) throws(CommandFailure) {
    var files: [File] = []
    var size = 0
    for path in paths {
      let bytes: [UInt8]
      let word: UInt64
      do throws(SystemError) {
        bytes = try FileDescriptor(opening: path, [.readOnly, .nonBlocking])
          .read(upTo: Media.largest + 1)
        word = try Randomness.word()
      } catch {
        throw CommandFailure(error, .usage)
      }
      let suffix = MediaType.suffix(of: Array(bytes.prefix(MediaType.lookedAt)))
      guard MediaType.sent[suffix] != nil else {
        throw CommandFailure(
          .usage,
          "--media \(path) is not of a type that phones show, by its first bytes",
          hint: "Send JPEG, PNG, GIF or BMP, or 3GP, MP4, AVI, MPEG, AMR, MIDI, WAV, AC-3 or MP3."
        )
      }
      size += bytes.count
      guard size <= Media.largest else {
        throw CommandFailure(
          .usage,
          "--media: the files have more than the \(Media.largest / 1_000) kB that an MMS holds",
          hint: "Make them smaller, or send several messages."
        )
      }
      let name = MediaPath.oncePrefix + String(word, radix: 36) + "." + suffix
      guard let name = FileName(name) else { preconditionFailure("letters, digits and a dot") }
      files.append(File(name: name, bytes: bytes))
    }
    self.files = files
  }

  /// Their names in `media/`.
  var names: [String] { files.compactMap(\.name.string) }

  /// Writes them, durably.
  ///
  /// - Throws: `CommandFailure` if one cannot be written; none is left then.
  func put(into spool: ChosenSpool) throws(CommandFailure) {
    guard !files.isEmpty else { return }
    do throws(SystemError) {
      let submitter = try RequestSubmitter(path: spool.media)
      for file in files {
        try submitter.attach(file.name) { target throws(SystemError) in
          try target.write(file.bytes)
        }
      }
    } catch {
      withdraw(from: spool)
      throw CommandFailure(error, .cannotCreate, hint: SpoolHint.of(error, spool))
    }
  }

  /// Removes them.
  func withdraw(from spool: ChosenSpool) {
    guard !files.isEmpty, let submitter = try? RequestSubmitter(path: spool.media) else { return }
    for file in files { _ = submitter.withdraw(file.name) }
  }
}
