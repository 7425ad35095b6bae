/// How many flights of one account are at each stage.
struct FlightTally: Sendable {
  /// The numbers too: a page read meanwhile must leave them out.
  var claimed: Set<JobNumber> = []
  var ready = 0
  var launching = 0
  var left = 0
  var settling = 0
  /// Claimed or ready, and urgent.
  var urgentWaiting = 0

  /// Before the provider: claimed or ready.
  var waiting: Int { claimed.count + ready }
  /// At the provider, or on the way there.
  var inFlight: Int { launching + left }
  var underWay: Int { waiting + inFlight }

  mutating func count(_ flight: Flight, at stage: Flight.Stage, _ by: Int) {
    switch stage {
    case .claimed:
      if by > 0 { claimed.insert(flight.number) } else { claimed.remove(flight.number) }
    case .ready: ready += by
    case .launching: launching += by
    case .left: left += by
    case .settling: settling += by
    }
    if flight.isUrgent, stage == .claimed || stage == .ready { urgentWaiting += by }
  }
}
