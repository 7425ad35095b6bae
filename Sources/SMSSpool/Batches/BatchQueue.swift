internal import SMSSystem

/// The batches in `incoming/` that are to be taken, in the order in which they were found.
struct BatchQueue {
  /// No more are kept; a scan finds the others again.
  private static let mostKept = 1_000

  private var offers: [BatchOffer] = []
  /// Those that could not be taken when they were looked at, with the reason.
  private var waiting: [(offer: BatchOffer, wait: BatchWait)] = []

  /// The next one; nil if none is to be looked at now.
  var first: BatchOffer? { offers.first }

  var isWaiting: Bool { !waiting.isEmpty }

  /// What to report: why the first of those waits that cannot be taken.
  var wait: BatchWait? { waiting.first?.wait }

  /// Adds one, unless it is known.
  mutating func add(_ offer: BatchOffer) {
    if let place = offers.firstIndex(where: { $0.name == offer.name }) {
      // A file that was moved in may replace one that was not.
      if offer.isComplete { offers[place] = offer }
      return
    }
    if let place = waiting.firstIndex(where: { $0.offer.name == offer.name }) {
      guard offer.isComplete || !waiting[place].offer.isComplete else { return }
      waiting.remove(at: place)
    }
    if offers.count < Self.mostKept { offers.append(offer) }
  }

  /// Ends the look at the first one: it was taken, or is gone.
  mutating func removeFirst() {
    offers.removeFirst()
  }

  /// Ends the look at the first one: it waits, and others may go before it.
  mutating func putBack(_ wait: BatchWait.Reason) {
    let offer = offers.removeFirst()
    let reason = BatchWait(file: offer.name.escaped, reason: wait)
    if waiting.count < Self.mostKept { waiting.append((offer, reason)) }
  }

  /// Has all that wait looked at again.
  mutating func retry() {
    let known = offers
    offers = waiting.map(\.offer)
    waiting = []
    for offer in known { add(offer) }
  }

  mutating func removeAll() {
    self = BatchQueue()
  }
}
