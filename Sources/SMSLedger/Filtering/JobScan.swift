internal import SMSCore

/// A search of the ledger for the jobs that meet a filter, in parts of bounded cost.
///
/// | the filter names | the jobs examined are |
/// |---|---|
/// | batches as its subject | these |
/// | recipients | theirs, by the indexes on recipients and on what stands for those that were erased |
/// | errors, and no recipients | those with these errors, by the index on errors |
/// | neither, and only states in `indexedStates` | those in these states, by their indexes |
/// | none of these | all of a range of numbers |
///
/// Within a part, every other condition is checked on the row.
struct JobScan {
  /// How many jobs a part examines where readers list and count: about 20 ms.
  static let usualPart = 20_000

  /// A range of numbers, in which no more jobs have to be examined than a part may.
  struct Part: Equatable {
    var numbers: ClosedRange<Int64>
    /// Whether no job beyond it can match.
    var isLast: Bool
  }

  private enum Route {
    case numbers
    case batches
    case recipients([SQLValue], erased: [SQLValue])
    case errors([SQLValue])
    case states([JobState])
  }

  private let route: Route
  private let conditions: [SQLCondition]
  /// The newest job that can match.
  private let through: Int64
  private let size: Int

  /// - Parameters:
  ///   - filter: What the jobs must meet.
  ///   - size: How many jobs a part examines.
  init(_ filter: JobFilter, size: Int = usualPart) {
    if filter.subject == .batches {
      route = .batches
    } else if let recipients = filter.recipients {
      route = .recipients(
        recipients.sorted { $0.value < $1.value }.map { .phone($0) },
        erased: filter.erasedValues
      )
    } else if let errors = filter.errors {
      route = .errors(errors.map(\.rawValue).sorted().map { .text($0) })
    } else if let states = filter.states, states.isSubset(of: Self.indexedStates.keys) {
      // What was in one of the states when its attempt began may match as well.
      let all = filter.subject == .unsettled ? states.union([.attempting]) : states
      route = .states(all.sorted { $0.rawValue < $1.rawValue })
    } else {
      route = .numbers
    }
    conditions = filter.conditionsOfRows
    through = filter.through?.value ?? .max
    self.size = size
  }

  /// The rows of a part that match.
  ///
  /// - Parameters:
  ///   - columns: What to select; the job's row is `job`.
  ///   - joins: Further tables.
  ///   - part: The part.
  /// - Returns: The query, without an order.
  func query(_ columns: String, joins: String = "", in part: Part) -> SQLCondition {
    let numbers = candidates(part.numbers)
    let all = [numbers] + conditions
    return SQLCondition(
      """
      SELECT \(columns) FROM job NOT INDEXED \(joins)
      WHERE \(all.map(\.sql).joined(separator: " AND "))
      """,
      all.flatMap(\.values)
    )
  }

  /// The states that have an index of job numbers, with its name.
  private static let indexedStates: [JobState: String] = [
    .deferred: "job_deferred", .held: "job_held_number", .attempting: "job_attempting",
    .inDoubt: "job_in_doubt",
  ]

  /// The numbers of the jobs in a state; a partial index is used only if the state is a literal.
  private static func numbers(in state: JobState) -> String {
    let index = indexedStates[state].map { "INDEXED BY \($0)" } ?? ""
    return "SELECT number FROM job \(index) WHERE state = \(state.rawValue) AND number"
  }

  private static let batches = "SELECT job FROM batch WHERE job"

  /// The condition that a job's number is among those to examine.
  private func candidates(_ numbers: ClosedRange<Int64>) -> SQLCondition {
    let bounds: [SQLValue] = [.integer(numbers.lowerBound), .integer(numbers.upperBound)]
    switch route {
    case .numbers: return SQLCondition("job.number BETWEEN ? AND ?", bounds)
    case .batches: return SQLCondition("job.number IN (\(Self.batches) BETWEEN ? AND ?)", bounds)
    case .recipients(let phones, let erased):
      let known = """
        SELECT found.job FROM \(Connection.addressees) AS found
        WHERE found.phone IN (\(SQLCondition.marks(phones))) AND found.job BETWEEN ? AND ?
        """
      guard !erased.isEmpty else {
        return SQLCondition("job.number IN (\(known))", phones + bounds)
      }
      return SQLCondition(
        """
        job.number IN (\(known)
          UNION ALL SELECT gone.number FROM job AS gone INDEXED BY job_erased
          WHERE gone.recipient_digest IN (\(SQLCondition.marks(erased)))
            AND gone.number BETWEEN ? AND ?)
        """,
        phones + bounds + erased + bounds
      )
    case .states(let states):
      let all = states.map { "\(Self.numbers(in: $0)) BETWEEN ? AND ?" }
      return SQLCondition(
        "job.number IN (\(all.joined(separator: " UNION ALL ")))",
        states.flatMap { _ in bounds }
      )
    case .errors(let codes):
      return SQLCondition(
        """
        job.number IN (
          SELECT found.job FROM error AS found INDEXED BY error_code
          WHERE found.code IN (\(SQLCondition.marks(codes))) AND found.job BETWEEN ? AND ?
        )
        """,
        codes + bounds
      )
    }
  }
}

// MARK: Parts

extension JobScan {
  /// The newest part.
  ///
  /// - Parameters:
  ///   - number: Only jobs before this one; `.max` for all.
  ///   - connection: Where the ledger is.
  /// - Returns: The part; nil if there are no jobs left.
  /// - Throws: `LedgerError` if a statement fails.
  func newest(before number: Int64, on connection: Connection) throws(LedgerError) -> Part? {
    let bound = through == .max ? number : min(number, through + 1)
    guard let last = try self.number(.newest, from: 0, to: bound - 1, on: connection) else {
      return nil
    }
    let first =
      switch route {
      case .numbers: max(1, last - Int64(size) + 1)
      default: try edge(.newest, from: 1, to: last, on: connection) ?? 1
      }
    let isLast = try self.number(.newest, from: 0, to: first - 1, on: connection) == nil
    return Part(numbers: first...last, isLast: isLast)
  }

  /// The oldest part.
  ///
  /// - Parameters:
  ///   - number: Only jobs after this one; 0 for all.
  ///   - end: Only jobs before this one.
  ///   - connection: Where the ledger is.
  /// - Returns: The part; nil if there are no jobs left.
  /// - Throws: `LedgerError` if a statement fails.
  func oldest(
    after number: Int64,
    before end: Int64,
    on connection: Connection
  ) throws(LedgerError) -> Part? {
    let bound = min(end - 1, through)
    guard let first = try self.number(.oldest, from: number + 1, to: bound, on: connection) else {
      return nil
    }
    let last =
      switch route {
      case .numbers: min(bound, first + Int64(size) - 1)
      default: try edge(.oldest, from: first, to: bound, on: connection) ?? bound
      }
    let isLast = try self.number(.oldest, from: last + 1, to: bound, on: connection) == nil
    return Part(numbers: first...last, isLast: isLast)
  }

  private enum End: String {
    case newest = "DESC"
    case oldest = "ASC"
  }

  /// The newest or the oldest job of the ledger in a range; it need not be one to examine.
  private func number(
    _ end: End,
    from first: Int64,
    to last: Int64,
    on connection: Connection
  ) throws(LedgerError) -> Int64? {
    guard first <= last else { return nil }
    return try connection.first(
      """
      SELECT number FROM job WHERE number BETWEEN ? AND ? ORDER BY number \(end.rawValue) LIMIT 1
      """,
      [.integer(first), .integer(last)]
    ) { $0.integer(0) }
  }

  /// Up to where no more jobs are to be examined than a part may, each recipient or error with its
  /// share; nil if that is the whole range.
  private func edge(
    _ end: End,
    from first: Int64,
    to last: Int64,
    on connection: Connection
  ) throws(LedgerError) -> Int64? {
    let keys: [(index: String, values: [SQLValue])]
    switch route {
    case .numbers: return nil
    case .batches: keys = [(Self.batches, [])]
    case .recipients(let phones, let erased):
      let index = "SELECT job FROM \(Connection.addressees) WHERE phone = ? AND job"
      let gone = """
        SELECT number FROM job INDEXED BY job_erased WHERE recipient_digest = ? AND number
        """
      keys = phones.map { (index, [$0]) } + erased.map { (gone, [$0]) }
    case .errors(let codes):
      let index = "SELECT job FROM error INDEXED BY error_code WHERE code = ? AND job"
      keys = codes.map { (index, [$0]) }
    case .states(let states): keys = states.map { (Self.numbers(in: $0), []) }
    }
    let share = max(1, size / max(1, keys.count))
    var edges: [Int64] = []
    for key in keys {
      let edge = try connection.first(
        "\(key.index) BETWEEN ? AND ? ORDER BY 1 \(end.rawValue) LIMIT 1 OFFSET ?",
        key.values + [.integer(first), .integer(last), .integer(Int64(share - 1))]
      ) { $0.integer(0) }
      if let edge { edges.append(edge) }
    }
    return end == .newest ? edges.max() : edges.min()
  }
}
