internal import SMSCore
package import SMSSpool
internal import SMSSystem

/// Removes the files that name a phone, and the lines in the results of batches, on the publisher's
/// queue, so that nothing is replaced between the look at it and its removal.
actor FileErasure: QueueActor {
  /// Files looked at between two rests.
  private static let step = 64
  private static let rest = Interval(milliseconds: 5)

  /// What was removed.
  struct Outcome: Sendable {
    var removed = 0
    /// Lines of the results of batches.
    var lines = 0
    /// What could not be searched, or a file that could not be removed, with the cause.
    var missed: [String] = []
  }

  nonisolated let executor: QueueExecutor

  init(on executor: QueueExecutor) {
    self.executor = executor
  }

  /// Removes the files in these places.
  ///
  /// Result files are written anew only from the ledger, so that this comes after the ledger was
  /// erased, and after what was read of it before is published.
  func remove(naming phone: PhoneNumber, in places: [PersonFiles.Place]) async -> Outcome {
    var outcome = Outcome()
    for place in places {
      do throws(SystemError) {
        try await remove(naming: phone, in: place, &outcome)
      } catch {
        // The directory for calls does not exist before the first one.
        if error.isNotFound, place.kind == .calls { continue }
        outcome.missed.append("\(place.path): \(error.cause)")
      }
    }
    return outcome
  }

  private func remove(
    naming phone: PhoneNumber,
    in place: PersonFiles.Place,
    _ outcome: inout Outcome
  ) async throws(SystemError) {
    var files = try PersonFiles(place.path, place.kind, naming: phone)
    while true {
      let step = try files.step(Self.step)
      for file in step.found {
        do throws(SystemError) {
          if file.isOfBatch {
            var removal = try files.removal(ofLinesIn: file)
            while try !removal.step() { await executor.rest(for: Self.rest) }
            outcome.lines += removal.removed
          } else {
            outcome.removed += try files.remove(file)
          }
        } catch {
          outcome.missed.append("\(file.path): \(error.cause)")
        }
      }
      guard !step.isLast else { return }
      await executor.rest(for: Self.rest)
    }
  }
}

extension Configuration {
  /// The directories with files that may name a phone: those of all spools, and of the state.
  package var personalPlaces: [PersonFiles.Place] {
    layouts.sorted { $0.key < $1.key }.flatMap(\.value.personalPlaces) + [
      PersonFiles.Place(path: "\(state)/\(UnreadableCalls.directoryName)", kind: .calls)
    ]
  }
}
