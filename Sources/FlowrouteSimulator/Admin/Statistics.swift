/// What has come and what was answered.
package struct Statistics: Sendable, Equatable {
  /// Requests to the API; the simulator's own calls are not counted anywhere here.
  package internal(set) var requests = 0

  /// Messages accepted.
  package internal(set) var messages = 0

  /// Answers by status.
  package internal(set) var answers: [Int: Int] = [:]

  /// Requests whose connection was closed without an answer.
  package internal(set) var unanswered = 0

  /// Calls that the provider made and that were answered with 200.
  package internal(set) var callbacks = 0

  /// Calls that were answered otherwise, or not at all.
  package internal(set) var failedCallbacks = 0

  /// Connections ever made, to any path.
  package internal(set) var connections = 0

  /// Connections open now.
  package internal(set) var openConnections = 0

  /// Attempts to send by second, counted from the first one's second of the monotonic clock.
  package internal(set) var arrivalsPerSecond: [Int] = []

  /// The most attempts to send within any 1,000 ms, whichever way they are cut.
  package internal(set) var peakPerSecond = 0

  /// Calls for a list with the right keys, whatever they were answered.
  package internal(set) var lists = 0

  /// The most of them within any 1,000 ms, whichever way they are cut.
  package internal(set) var peakListsPerSecond = 0
}
