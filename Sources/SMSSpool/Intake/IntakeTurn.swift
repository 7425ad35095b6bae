internal import SMSCore
internal import SMSSystem

/// The files that intake has taken but not yet settled; it resumes with them after a pause.
struct IntakeTurn {
  /// Files looked at per turn, so that many share one commit and none waits long.
  static let looks = 256
  /// Refusals and dry runs per turn: they cost more than acceptances and must not hold those up.
  static let refusals = 32

  /// A file in `.taken/` with the request read from it.
  struct Submitted {
    let name: TakenName
    var submission: Submission

    /// Whether it is a message that names files which are not copied yet.
    var namesMedia: Bool { submission.namesMedia }
  }

  /// A file in `.taken/` to be moved to `rejected/`.
  struct Refused: Sendable {
    let name: TakenName
    let refusal: Refusal
    let producer: UInt32
  }

  /// A file in `.taken/` that only asks what would become of it.
  struct Previewed {
    let name: TakenName
    let request: Result<Submission, Refusal>
    let producer: UInt32

    var ack: String? {
      switch request {
      case .success(let submission): submission.ack
      case .failure(let refusal): refusal.ack
      }
    }

    /// nil if it is not a valid one.
    var id: String? {
      switch request {
      case .success(let submission): submission.name.id
      case .failure(let refusal): refusal.id
      }
    }
  }

  enum Taken {
    case previewed(Previewed)
    case submitted(Submitted)
    case refused(Refused)
    /// A batch that is still in `incoming/`.
    case batch(BatchOffer)
  }

  /// Files that await their commit.
  var submitted: [Submitted] = []
  /// Committed files that are to be removed.
  var removals: [TakenName] = []
  var refused: [Refused] = []
  var previewed: [Previewed] = []
  /// Whole batches, for those who accept them.
  var batches: [BatchOffer] = []

  var isEmpty: Bool {
    submitted.isEmpty && removals.isEmpty && refused.isEmpty && previewed.isEmpty
  }

  /// Whether the turn can take another file if the spool may submit `room` more jobs.
  func hasRoom(_ room: Int) -> Bool {
    refused.count + previewed.count < Self.refusals && submitted.count < room
  }

  /// Goes on with a file as the ledger's answer says.
  mutating func answered(_ file: Submitted, _ acceptance: Acceptance) {
    if case .duplicate = acceptance {
      refused.append(Refused(duplicate: file))
    } else {
      removals.append(file.name)
    }
  }

  mutating func add(_ file: Taken) {
    switch file {
    case .submitted(let file): submitted.append(file)
    case .refused(let file): refused.append(file)
    case .previewed(let file): previewed.append(file)
    case .batch(let offer): batches.append(offer)
    }
  }
}

extension Submission {
  /// Whether it is a message that names files which are not copied yet.
  var namesMedia: Bool {
    guard case .message(let message) = content else { return false }
    return message.media?.paths.isEmpty == false
  }
}

extension IntakeTurn.Previewed {
  /// The file as one to be refused, as the ledger knows a job of each name that its answer might have.
  var unanswerable: IntakeTurn.Refused {
    let error = JobError(
      code: .invalidRequest,
      message: "The request was not checked: ack: is missing, or belongs to a request.",
      hint: """
        A dry run is answered in results/<ack>.json, or without `ack` in results/<id>.json unless an \
        earlier request has that id. Give it an `ack` that was never used before.
        """
    )
    return IntakeTurn.Refused(
      name: name,
      refusal: Refusal(id: id, kind: "message", ack: ack, error: error),
      producer: producer
    )
  }
}
