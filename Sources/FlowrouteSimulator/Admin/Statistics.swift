/// What was received and how it was answered.
package struct Statistics: Sendable, Equatable {
  /// Requests to the API; the simulator's own calls are not counted anywhere.
  package internal(set) var requests = 0

  /// Messages accepted.
  package internal(set) var messages = 0

  /// Answers by status.
  package internal(set) var answers: [Int: Int] = [:]

  /// Requests whose connection was closed without an answer.
  package internal(set) var unanswered = 0

  /// Calls by the provider that were answered with 200.
  package internal(set) var callbacks = 0

  /// Calls by the provider that got another answer, or none.
  package internal(set) var failedCallbacks = 0

  /// All connections so far, to any path.
  package internal(set) var connections = 0

  /// Connections open now.
  package internal(set) var openConnections = 0

  /// Attempts to send per second of the monotonic clock, starting with the second of the first one.
  package internal(set) var arrivalsPerSecond: [Int] = []

  /// The most attempts to send within any 1,000 ms, wherever they begin.
  package internal(set) var peakPerSecond = 0

  /// The most attempts to send an MMS within any 1,000 ms, wherever they begin.
  package internal(set) var peakMMSPerSecond = 0

  /// Calls for a list with the right keys, however they were answered.
  package internal(set) var lists = 0

  /// The most calls for a list within any 1,000 ms, wherever they begin.
  package internal(set) var peakListsPerSecond = 0
}
