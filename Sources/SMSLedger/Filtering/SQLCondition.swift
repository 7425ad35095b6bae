internal import SMSCore

/// A piece of SQL with the values of its parameters, which are nameless and in order.
struct SQLCondition {
  let sql: String
  let values: [SQLValue]

  init(_ sql: String, _ values: [SQLValue] = []) {
    self.sql = sql
    self.values = values
  }

  /// A value out of a list; a list without values is met by none.
  init(_ column: String, among values: [SQLValue]) {
    self.init("\(column) IN (\(Self.marks(values)))", values)
  }

  /// A parameter for each value: `?, ?`.
  static func marks(_ values: [SQLValue]) -> String {
    values.map { _ in "?" }.joined(separator: ", ")
  }
}

extension JobFilter {
  /// What a row of `job` must meet, but for `through`.
  var conditionsOfRows: [SQLCondition] {
    var all = conditionsOfSubject
    if let recipients { all.append(condition(recipients)) }
    if let senders { all.append(SQLCondition("job.sender", among: Self.values(senders))) }
    if let accounts { all.append(SQLCondition("job.account", among: Self.values(accounts))) }
    if let spools { all.append(SQLCondition("job.spool", among: Self.values(spools))) }
    if let priorities {
      let values = priorities.sorted().map { SQLValue.priority($0) }
      all.append(SQLCondition("job.priority", among: values))
    }
    if let batches {
      let ids = Self.values(batches)
      all.append(
        SQLCondition(
          """
          job.batch IN (SELECT batch.job FROM batch CROSS JOIN job AS whole
            ON whole.number = batch.job WHERE whole.id IN (\(SQLCondition.marks(ids))))
          """,
          ids
        )
      )
    }
    if let since { all.append(SQLCondition("job.accepted >= ?", [.time(since)])) }
    if let until { all.append(SQLCondition("job.accepted < ?", [.time(until)])) }
    if let unchangedSince {
      all.append(SQLCondition("job.change <= ?", [.integer(unchangedSince)]))
    }
    if let errors { all.append(Self.condition(errors)) }
    return all + metadata.sorted { $0.text < $1.text }.map(\.condition)
  }

  /// The kind of job, and its state.
  private var conditionsOfSubject: [SQLCondition] {
    let numbers = (states ?? []).map(\.rawValue).sorted().map { "\($0)" }.joined(separator: ", ")
    let state = states == nil ? nil : SQLCondition("job.state IN (\(numbers))")
    let isSent = SQLCondition("job.account IS NOT NULL")
    switch subject {
    case .any:
      let ofMessages = JobState.uncertain.rawValue
      let owned = SQLCondition("(job.account IS NOT NULL OR job.state > \(ofMessages))")
      return state.map { [$0, owned] } ?? []
    case .requests: return [SQLCondition("job.account IS NULL")] + [state].compactMap(\.self)
    case .batches: return [SQLCondition("job.kind = 'batch'")] + [state].compactMap(\.self)
    case .messages: return [isSent] + [state].compactMap(\.self)
    case .unsettled:
      guard states != nil else { return [isSent] }
      return [
        isSent,
        SQLCondition(
          "(job.state IN (\(numbers)) OR job.state = 3 AND job.begun_from IN (\(numbers)))"
        ),
      ]
    case .retryable:
      return [
        SQLCondition("job.account IS NOT NULL AND job.kind = 'message' AND job.retried_as IS NULL"),
        SQLCondition("job.recipient IS NOT NULL"),
        SQLCondition("EXISTS (SELECT 1 FROM text WHERE text.job = job.number)"),
      ] + [state].compactMap(\.self)
    }
  }

  private func condition(_ recipients: Set<PhoneNumber>) -> SQLCondition {
    let (phones, digests) = (Self.values(recipients), erasedValues)
    guard !digests.isEmpty else { return SQLCondition("job.recipient", among: phones) }
    return SQLCondition(
      """
      (job.recipient IN (\(SQLCondition.marks(phones)))
        OR job.recipient_digest IN (\(SQLCondition.marks(digests))))
      """,
      phones + digests
    )
  }

  /// What stands for the recipients that were erased, in a fixed order; nothing without recipients.
  var erasedValues: [SQLValue] {
    guard recipients?.isEmpty == false else { return [] }
    return erasedRecipients.sorted { $0.text < $1.text }.map { .blob($0.bytes) }
  }

  private static func values(_ phones: Set<PhoneNumber>) -> [SQLValue] {
    phones.sorted { $0.value < $1.value }.map { .phone($0) }
  }

  private static func values(_ names: Set<String>) -> [SQLValue] {
    names.sorted().map { .text($0) }
  }

  private static func condition(_ errors: Set<ErrorCode>) -> SQLCondition {
    let codes = values(Set(errors.map(\.rawValue)))
    return SQLCondition(
      """
      EXISTS (SELECT 1 FROM error AS shown
        WHERE shown.job = job.number AND shown.code IN (\(SQLCondition.marks(codes))))
      """,
      codes
    )
  }
}

extension MetadataMatch {
  fileprivate var condition: SQLCondition {
    let number: SQLValue? = self.number.map { number in
      Int64(value).map { .integer($0) } ?? .real(number)
    }
    let isNumber = number == nil ? "" : "OR (type IN ('integer', 'real') AND value = ?)"
    return SQLCondition(
      """
      EXISTS (SELECT 1 FROM json_each(job.metadata) WHERE key = ? AND (
        (type = 'text' AND value = ?) OR (type IN ('true', 'false') AND type = ?) \(isNumber)))
      """,
      [.text(key), .text(value), .text(value)] + [number].compactMap(\.self)
    )
  }
}
