/// Which page of a list of numbers to ask for.
package struct NumberPageQuery: Hashable, Sendable {
  /// How many numbers the earlier pages held.
  package var offset: Int
  /// The most numbers to return, at least 1; the provider may return fewer.
  package var limit: Int

  package init(offset: Int, limit: Int) {
    self.offset = offset
    self.limit = limit
  }
}

/// An entry of a list of numbers.
package protocol ListedNumber: Hashable, Sendable {
  var number: PhoneNumber { get }
}

extension OwnNumber: ListedNumber {}
extension AvailableNumber: ListedNumber {}

/// A page of a list of numbers, read completely.
package struct NumberPage<Entry: ListedNumber>: Hashable, Sendable {
  /// Those with a number of the US or Canada; others cannot send texts here.
  package var entries: [Entry]
  /// How many the page held; the next page's offset counts them.
  package var count: Int
  /// Whether the answer says that no page follows; without a statement it is not the last.
  package var isLast: Bool

  package init(entries: [Entry], count: Int, isLast: Bool) {
    self.entries = entries
    self.count = count
    self.isLast = isLast
  }
}

/// Collects the pages of a list of numbers; a pure state machine.
///
/// | page | then |
/// |---|---|
/// | empty, or the last one by its own words | the end |
/// | with numbers, none of them new | the end, as a fault: the provider repeats its pages |
/// | any other | the next one, from the offset after it, whatever its link says |
package struct NumberPages<Entry: ListedNumber>: Sendable {
  /// The provider's maximum for lists of numbers.
  package static var largestPage: Int { 200 }

  /// What was collected, without duplicates, in the provider's order.
  package private(set) var entries: [Entry] = []
  /// The next query; nil at the end.
  package private(set) var next: NumberPageQuery?
  /// Whether the provider gave the same page again, so that the list is not complete.
  package private(set) var isRepeating = false
  private let most: Int
  private var seen: Set<PhoneNumber> = []

  /// - Parameter most: How many entries to collect at most.
  package init(most: Int = .max) {
    self.most = most
    next = NumberPageQuery(offset: 0, limit: min(Self.largestPage, max(1, most)))
  }

  /// Takes the answer to the last query.
  package mutating func take(_ page: NumberPage<Entry>) {
    guard let query = next else { return }
    var isNew = page.entries.isEmpty && page.count > 0
    for entry in page.entries where seen.insert(entry.number).inserted {
      isNew = true
      if entries.count < most { entries.append(entry) }
    }
    isRepeating = page.count > 0 && !isNew
    let isDone = page.count == 0 || isRepeating || page.isLast || entries.count >= most
    let following = NumberPageQuery(offset: query.offset + page.count, limit: query.limit)
    next = isDone ? nil : following
  }
}
