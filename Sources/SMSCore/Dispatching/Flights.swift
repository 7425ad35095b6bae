/// Every job between its claim and the commit of its outcome, each at exactly one stage.
struct Flights: Sendable {
  private var flights: [JobNumber: Flight] = [:]
  /// By account line.
  private(set) var tallies: [FlightTally] = []

  var isEmpty: Bool { flights.isEmpty }
  var count: Int { flights.count }
  var all: some Collection<Flight> { flights.values }

  subscript(job: JobNumber) -> Flight? { flights[job] }

  func contains(_ job: JobNumber) -> Bool { flights[job] != nil }

  /// Makes room for the flights of another account.
  mutating func addLine() { tallies.append(FlightTally()) }

  mutating func add(_ flight: Flight) {
    flights[flight.number] = flight
    tallies[flight.line].count(flight, at: flight.stage, 1)
  }

  /// Moves a job to another stage, if it is at one of the given ones.
  ///
  /// - Returns: the flight as it is now; nil if it is at another stage or gone (a late or second
  ///   answer).
  mutating func move(
    _ job: JobNumber,
    from first: Flight.Stage,
    or second: Flight.Stage? = nil,
    to stage: Flight.Stage,
    _ change: (inout Flight) -> Void = { _ in }
  ) -> Flight? {
    guard let place = flights.index(forKey: job) else { return nil }
    let old = flights.values[place].stage
    guard old == first || old == second else { return nil }
    flights.values[place].stage = stage
    change(&flights.values[place])
    let flight = flights.values[place]
    tallies[flight.line].count(flight, at: old, -1)
    tallies[flight.line].count(flight, at: stage, 1)
    return flight
  }

  /// Ends a flight that is at this stage; nil if it is at another.
  mutating func end(_ job: JobNumber, from stage: Flight.Stage) -> Flight? {
    guard let place = flights.index(forKey: job), flights.values[place].stage == stage else {
      return nil
    }
    let flight = flights.remove(at: place).value
    tallies[flight.line].count(flight, at: stage, -1)
    return flight
  }
}
