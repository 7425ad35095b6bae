/// Follows a task that enables or disables a number for texts to its end; a pure state machine.
///
/// The number itself is the only proof. The task's status is the provider's own word, of which only
/// `failed` is taken for an end; every other word is passed on.
package struct MessagingWatch: Sendable {
  package enum End: Hashable, Sendable {
    /// The number is as was asked for.
    case done
    /// The provider says that the task failed.
    case failed
    /// It was still under way when the time was over.
    case stillUnderWay
  }

  private static let shortest = Interval(seconds: 1)
  private static let longest = Interval(seconds: 10)
  private static let failedWord = "failed"

  /// The task, as far as it is known.
  package private(set) var task: MessagingTask
  package private(set) var end: End?
  /// How long to wait before the next look.
  package private(set) var wait = Interval.zero
  private let wanted: Bool
  private let patience: Interval
  private var step = Self.shortest
  private var waited = Interval.zero

  /// - Parameters:
  ///   - wanted: Whether texts are to be enabled.
  ///   - task: What the provider said of the task.
  ///   - patience: How long to follow it.
  package init(wanted: Bool, task: MessagingTask, patience: Interval) {
    self.wanted = wanted
    self.task = task
    self.patience = patience
  }

  /// Takes a look at the number and at the task; the first one is made at once.
  ///
  /// - Parameters:
  ///   - isEnabled: Whether the number is enabled; nil if that could not be found out.
  ///   - status: The task's; nil if it was not asked for or could not be read.
  package mutating func take(isEnabled: Bool?, status: String?) {
    if let status { task.status = status }
    if isEnabled == wanted {
      end = .done
    } else if status?.lowercased() == Self.failedWord {
      end = .failed
    } else if waited < patience {
      let rest = Interval(nanoseconds: patience.nanoseconds - waited.nanoseconds)
      wait = min(step, Self.longest, rest)
      step = step + step
      waited = waited + wait
    } else {
      end = .stillUnderWay
    }
  }

  /// Takes the task's id if the provider named it later.
  package mutating func learn(_ other: MessagingTask?) {
    if task.id == nil { task.id = other?.id }
    if task.status == nil { task.status = other?.status }
  }
}
