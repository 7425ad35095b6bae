internal import SMSCore
internal import SMSSystem

/// The files that intake has taken but not yet settled; it resumes with them after a pause.
struct IntakeTurn {
  /// Files looked at per turn, so that many share one commit and none waits long.
  static let looks = 256
  /// Refusals per turn: they cost more than acceptances and must not hold those up.
  static let refusals = 32

  /// A file in `.taken/` with the request read from it.
  struct Submitted {
    let name: TakenName
    let submission: Submission
  }

  /// A file in `.taken/` to be moved to `rejected/`.
  struct Refused {
    let name: TakenName
    let refusal: Refusal
    let producer: UInt32
  }

  enum Taken {
    case submitted(Submitted)
    case refused(Refused)
  }

  /// Files that await their commit.
  var submitted: [Submitted] = []
  /// Committed files that are to be removed.
  var removals: [TakenName] = []
  var refused: [Refused] = []

  var isEmpty: Bool { submitted.isEmpty && removals.isEmpty && refused.isEmpty }

  /// Whether the turn can take another file if the spool may submit `room` more jobs.
  func hasRoom(_ room: Int) -> Bool {
    refused.count < Self.refusals && submitted.count < room
  }

  mutating func add(_ file: Taken) {
    switch file {
    case .submitted(let file): submitted.append(file)
    case .refused(let file): refused.append(file)
    }
  }
}
