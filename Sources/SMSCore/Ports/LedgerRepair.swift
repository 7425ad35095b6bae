/// The port for a ledger's integrity: finds damage, and salvages what can be read.
package protocol LedgerRepair: Sendable {
  /// Checks the structure, one table with its indexes after another.
  ///
  /// Works beside a running daemon, for any version that this program knows, and however damaged
  /// the ledger is. During the check, the log of changes grows; see `logSize`.
  /// - Parameter isOver: Polled to learn whether to stop; tables not checked by then are left out
  ///   of the report.
  /// - Returns: Damage to the structure, and how much was checked.
  /// - Throws: `LedgerError` if the ledger cannot be opened at all.
  func checkStructure(
    until isOver: @escaping () -> Bool
  ) throws(LedgerError) -> IntegrityReport

  /// Checks the whole structure, and the contents of the rows.
  ///
  /// - Parameter codes: Compares texts with their seals; nil counts them as unchecked.
  /// - Returns: Everything that is wrong.
  /// - Throws: `LedgerError` if the ledger cannot be opened at all.
  func check(codes: (any CodeBook)?) throws(LedgerError) -> IntegrityReport

  /// The error that reports damage, with advice on what to do about it.
  func damage(_ cause: String) -> LedgerError

  /// The bytes of changes that are not yet in the ledger's main file.
  var logSize: Int64 { get }

  /// Salvages what can be read into a new, empty file of this program's version.
  ///
  /// The ledger is only read; no daemon may be using it. The caller syncs the new file.
  /// - Parameters:
  ///   - path: The new file.
  ///   - now: The time at which jobs beyond repair end.
  /// - Returns: What was saved and what was lost.
  /// - Throws: `LedgerError` if nothing can be read, or the new file cannot be written.
  func salvage(to path: String, at now: WallTime) throws(LedgerError) -> SalvageReport
}

/// The findings of an integrity check.
package struct IntegrityReport: Sendable, Equatable {
  /// Damage to the structure: nothing in the ledger can be relied on.
  package var structure: [String] = []
  /// Rows that contradict each other, or what was accepted.
  package var content: [String] = []
  /// The tables checked with all their indexes, and how many there are.
  package var tables = (seen: 0, all: 0)
  /// The number of texts compared with what was accepted.
  package var texts = 0
  /// The number of texts that have no seal, from an older version, or whose key was not available.
  package var uncheckedTexts = 0

  package var isSound: Bool { structure.isEmpty && content.isEmpty }
  /// Whether the whole structure was checked.
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

/// What was salvaged from a damaged ledger.
package struct SalvageReport: Sendable, Equatable {
  /// The number of rows copied, by table name.
  package var rows: [String: Int] = [:]
  /// What could not be read, one line each.
  package var losses: [String] = []
  /// The number of jobs that ended because part of them is lost.
  package var ended = 0

  package init() {}
}
