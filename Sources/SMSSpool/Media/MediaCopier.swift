internal import SMSCore
internal import SMSJSON
internal import SMSSystem

/// Copies the files that messages name from a spool's `media/` to the state directory, before the
/// ledger accepts the messages.
struct MediaCopier {
  private let shelf: MediaShelf
  private let media: Directory
  private let digest: @Sendable ([UInt8]) -> [UInt8]
  private let random: @Sendable () -> UInt64

  init(_ dependencies: IntakeDependencies, _ directories: SpoolDirectories) {
    shelf = dependencies.shelf
    media = directories.media
    digest = dependencies.digest
    random = dependencies.random
  }

  /// Files that were read.
  struct Originals {
    fileprivate let files: [MediaOriginal]
    let summary: Summary

    /// What is left of them without their bytes.
    struct Summary {
      /// How many bytes they have together.
      let size: Int
      /// Those that serve one request only.
      fileprivate let once: [(name: FileName, status: FileStatus)]
    }
  }

  /// Reads the files of a message.
  ///
  /// - Parameters:
  ///   - paths: Their paths.
  ///   - owner: The owner of the request.
  ///   - text: The message's text, which counts for its size.
  ///   - faults: Receives what is wrong with them.
  /// - Returns: The files; nil if there is a fault.
  /// - Throws: `IntakePause` if the problem is not theirs.
  func originals(
    at paths: [String],
    of owner: UInt32,
    beside text: MessageText,
    _ faults: inout RequestFaults
  ) throws(IntakePause) -> Originals? {
    var room = Media.largest - text.string.utf8.count
    var files: [MediaOriginal] = []
    for (index, path) in paths.enumerated() {
      do throws(MediaOriginal.Trouble) {
        let file = try MediaOriginal(at: path, in: media, of: owner, room: room)
        room -= file.bytes.count
        files.append(file)
      } catch {
        switch error {
        case .fault(let fault):
          faults.add(
            RequestMember.mediaFiles.path.index(index),
            fault.rule,
            repair: fault.repair,
            code: fault.code
          )
        case .system(let error): throw .of(error)
        }
      }
    }
    guard files.count == paths.count else { return nil }
    let once = zip(paths, files).compactMap { path, file in
      MediaPath.isOnce(path) ? FileName(path).map { (name: $0, status: file.status) } : nil
    }
    let size = files.reduce(0) { $0 + $1.bytes.count }
    return Originals(files: files, summary: Originals.Summary(size: size, once: once))
  }

  /// Stores copies of files, durably.
  ///
  /// - Throws: `IntakePause` if they cannot be written.
  func store(_ originals: Originals) throws(IntakePause) -> MediaCopies {
    let copies = MediaCopies(
      key: MediaCopies.key(of: random),
      files: originals.files.map { file in
        MediaCopies.File(suffix: file.suffix, digest: hexadecimal(digest(file.bytes).prefix(16)))
      }
    )
    do throws(SystemError) {
      try shelf.keep(Array(zip(copies.names, originals.files.map(\.bytes))), as: copies.key)
    } catch {
      throw .files(error)
    }
    return copies
  }

  /// Removes copies that no message got.
  func discard(_ copies: MediaCopies) {
    try? shelf.remove(copies.key)
  }

  /// Removes those originals that serve one request only, now that it is accepted.
  func removeOnce(_ originals: Originals.Summary) {
    for (name, status) in originals.once {
      // Its producer may have put another file there.
      guard (try? media.status(name)) == status else { continue }
      try? media.unlink(name)
    }
  }

  private func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}

/// The files of the messages of one turn, between reading them and the ledger's answer.
final class TurnMedia {
  private let dependencies: IntakeDependencies
  /// The originals of what was copied for the requests of the turn, by their numbers.
  private var copied: [Int64: MediaCopier.Originals.Summary] = [:]

  init(_ dependencies: IntakeDependencies) {
    self.dependencies = dependencies
  }

  /// Copies the files of the messages that name some; one that the ledger knows by its name needs none.
  ///
  /// - Parameters:
  ///   - files: The requests of the turn.
  ///   - directories: The spool's directories.
  /// - Returns: The requests with copies instead of paths, and those whose files have faults.
  /// - Throws: `IntakePause` if the problem is not the files'; it is to be repeated.
  func copy(
    for files: [IntakeTurn.Submitted],
    _ directories: SpoolDirectories
  ) async throws(IntakePause) -> (ready: [IntakeTurn.Submitted], refused: [IntakeTurn.Refused]) {
    let copier = MediaCopier(dependencies, directories)
    var made: [MediaCopies] = []
    var (ready, refused): ([IntakeTurn.Submitted], [IntakeTurn.Refused]) = ([], [])
    do throws(IntakePause) {
      for file in files {
        // After a pause, they may have been copied before.
        guard file.namesMedia, try await !isKnown(file.submission.name) else {
          ready.append(file)
          continue
        }
        switch try copy(for: file, copier) {
        case .success(let (file, copies)):
          made.append(copies)
          ready.append(file)
        case .failure(let refusal):
          refused.append(
            IntakeTurn.Refused(
              name: file.name,
              refusal: refusal,
              producer: file.submission.producer
            )
          )
        }
      }
      return (ready, refused)
    } catch {
      for copies in made { copier.discard(copies) }
      throw error
    }
  }

  private func isKnown(_ name: JobName) async throws(IntakePause) -> Bool {
    do throws(LedgerError) {
      return try await dependencies.ledger.knows(name)
    } catch {
      throw .ledger(error)
    }
  }

  private func copy(
    for file: IntakeTurn.Submitted,
    _ copier: MediaCopier
  ) throws(IntakePause) -> Result<(IntakeTurn.Submitted, MediaCopies), Refusal> {
    guard case .message(var message) = file.submission.content else {
      preconditionFailure("only messages name files")
    }
    var faults = RequestFaults()
    let originals = try copier.originals(
      at: message.media?.paths ?? [],
      of: file.submission.producer,
      beside: message.text,
      &faults
    )
    guard let originals else { return .failure(Refusal(faults, of: file.submission)) }
    let copies = try copier.store(originals)
    message.media?.paths = []
    message.media?.copies = copies
    var file = file
    file.submission.content = .message(message)
    copied[file.name.number] = originals.summary
    return .success((file, copies))
  }

  /// Forgets the turn; what was copied for it may belong to accepted messages all the same.
  func reset() {
    copied = [:]
  }

  /// Removes what the ledger's answer makes superfluous.
  ///
  /// Copies stay if the ledger knew the message after all: an earlier commit, whose answer was lost, may
  /// have given them to it. If not, they are removed later, as nothing needs them.
  func answered(
    _ file: IntakeTurn.Submitted,
    _ acceptance: Acceptance,
    _ directories: SpoolDirectories?
  ) {
    guard let originals = copied.removeValue(forKey: file.name.number), let directories else {
      return
    }
    switch acceptance {
    case .message, .ended, .again:
      MediaCopier(dependencies, directories).removeOnce(originals)
    case .duplicate, .command: break
    }
  }
}

extension Refusal {
  /// A message whose files have faults.
  init(_ faults: RequestFaults, of submission: Submission, isDryRun: Bool = false) {
    let metadata = submission.metadata.flatMap { try? JSONParser.parse(Array($0.utf8)) }?.object
    self.init(
      id: submission.name.id,
      kind: RequestKind.message.rawValue,
      metadata: metadata ?? JSONObject(),
      ack: submission.ack,
      error: faults.error,
      isDryRun: isDryRun
    )
  }
}
