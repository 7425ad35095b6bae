internal import SMSCore
internal import SMSSystem

/// The files that intake has taken and not settled yet; it goes on with them after a pause.
struct IntakeTurn {
  /// Looks at files in one turn, so that one commit is shared by many and none waits long.
  static let looks = 256
  /// Refusals in one turn: they cost more than acceptances, and must not hold those up.
  static let refusals = 32

  /// A file in `.taken/` with the request that was read from it.
  struct Submitted {
    let name: TakenName
    let submission: Submission
  }

  /// A file in `.taken/` that is to be moved to `rejected/`.
  struct Refused {
    let name: TakenName
    let refusal: Refusal
    let producer: UInt32
  }

  enum Taken {
    case submitted(Submitted)
    case refused(Refused)
  }

  /// Waiting for their commit.
  var submitted: [Submitted] = []
  /// Committed, to be removed.
  var removals: [TakenName] = []
  var refused: [Refused] = []

  var isEmpty: Bool { submitted.isEmpty && removals.isEmpty && refused.isEmpty }

  /// Whether another file may be taken by a spool that may submit `room` jobs.
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
