/// The port to a ledger's integrity: looks for damage, and saves what can be read.
package protocol LedgerRepair: Sendable {
  /// Looks at the structure, one table with its indexes after the other, beside a daemon that may
  /// work with the ledger; of any version that this program knows, however damaged.
  ///
  /// While it looks, the log of changes grows; see `logSize`.
  /// - Parameter isOver: Asked again and again whether to end; what was not seen by then is left out
  ///   of the report.
  /// - Returns: Damage of the structure, and how much was seen.
  /// - Throws: `LedgerError` if it cannot be opened at all.
  func checkStructure(
    until isOver: @escaping () -> Bool
  ) throws(LedgerError) -> IntegrityReport

  /// Looks at the whole structure, and at what the rows say.
  ///
  /// - Parameter codes: Compares texts with their seals; nil: they are counted as unchecked.
  /// - Returns: All that is wrong.
  /// - Throws: `LedgerError` if it cannot be opened at all.
  func check(codes: (any CodeBook)?) throws(LedgerError) -> IntegrityReport

  /// The error that reports damage, with what to do about it.
  func damage(_ cause: String) -> LedgerError

  /// Bytes of changes that are not in the ledger's file yet.
  var logSize: Int64 { get }

  /// Saves what can be read into a new, empty file of this program's version; the ledger is only
  /// read, and no daemon works with it. The caller makes the file durable.
  ///
  /// - Parameters:
  ///   - path: The new file.
  ///   - now: The time at which jobs end that cannot be mended.
  /// - Returns: What was saved and what was not.
  /// - Throws: `LedgerError` if nothing can be read, or the new file cannot be written.
  func salvage(to path: String, at now: WallTime) throws(LedgerError) -> SalvageReport
}

/// What a search for damage found.
package struct IntegrityReport: Sendable, Equatable {
  /// Damage to the structure: nothing that the ledger holds can be relied on.
  package var structure: [String] = []
  /// Rows that contradict each other or what was accepted.
  package var content: [String] = []
  /// Tables that were looked at with all their indexes, and how many there are.
  package var tables = (seen: 0, all: 0)
  /// Texts that were compared with what was accepted.
  package var texts = 0
  /// Texts that an older version accepted without a seal, or that no key was at hand for.
  package var uncheckedTexts = 0

  package var isSound: Bool { structure.isEmpty && content.isEmpty }
  /// Whether all of the structure was seen.
  package var isWhole: Bool { tables.seen == tables.all }

  package init(structure: [String] = []) {
    self.structure = structure
  }

  package static func == (left: Self, right: Self) -> Bool {
    left.structure == right.structure && left.content == right.content
      && left.tables == right.tables && left.texts == right.texts
      && left.uncheckedTexts == right.uncheckedTexts
  }
}

/// What was saved of a damaged ledger.
package struct SalvageReport: Sendable, Equatable {
  /// Rows copied of each table, by the tables' names.
  package var rows: [String: Int] = [:]
  /// What could not be read, a line each.
  package var losses: [String] = []
  /// Jobs that ended because a part of them is lost.
  package var ended = 0

  package init() {}
}
