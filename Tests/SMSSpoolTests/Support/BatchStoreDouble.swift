import SMSCore

@testable import SMSSpool

/// Batches in memory by the port's rules, over the jobs of a `LedgerDouble`.
actor BatchStoreDouble: BatchStore {
  struct Batch {
    let number: JobNumber
    let submission: Submission
    var messages: [Submission] = []
    var place = BatchPlace(offset: 0, line: 1)
    var isActive = false
    var isCanceled = false
    var error: JobError?
    var isAbandoned = false
  }

  /// What a call does, for a test that breaks off there.
  enum Call: Equatable {
    case accept, conflicts, add, activate, abandon
  }

  private let ledger: LedgerDouble
  private(set) var batches: [Batch] = []
  private(set) var calls: [Call] = []
  /// How many messages each commit added.
  private(set) var steps: [Int] = []
  /// Fails calls: before they did anything, or after.
  private var failure: (after: Bool, Call, count: Int)?
  private var beforeCall: @Sendable (Call) async -> Void = { _ in }

  init(_ ledger: LedgerDouble) {
    self.ledger = ledger
  }

  func preview(
    _ messages: [Submission],
    after before: BatchPreview
  ) async throws(LedgerError) -> BatchPreview {
    var preview = BatchPreview()
    for submission in messages {
      guard case .message(let message) = submission.content else { continue }
      preview.add(try await ledger.preview(message, of: submission))
    }
    return preview
  }

  static let error = LedgerError(
    code: .full,
    operation: "commit",
    path: "ledger.sqlite",
    cause: "database or disk is full",
    hint: "free space"
  )

  /// Fails a call once it was made `count` times; `after`: although it was carried out.
  func fail(_ call: Call, number count: Int, after: Bool = false) {
    failure = (after, call, count)
  }

  func works() {
    failure = nil
  }

  func before(_ body: @escaping @Sendable (Call) async -> Void) {
    beforeCall = body
  }

  func cancel(_ id: String) {
    for index in batches.indices where batches[index].submission.name.id == id {
      batches[index].isCanceled = true
      batches[index].messages = []
    }
  }

  private func enter(_ call: Call, after: Bool) throws(LedgerError) {
    if !after { calls.append(call) }
    guard let failure, failure.1 == call, failure.after == after,
      calls.count(where: { $0 == call }) >= failure.count
    else { return }
    throw Self.error
  }

  private func index(of number: JobNumber) -> Int {
    batches.firstIndex { $0.number == number } ?? 0
  }

  func acceptBatch(_ submission: Submission) async throws(LedgerError) -> BatchAcceptance {
    await beforeCall(.accept)
    try enter(.accept, after: false)
    if let index = batches.firstIndex(where: { $0.submission.name == submission.name }) {
      let batch = batches[index]
      let isSame = batch.submission.digest == submission.digest
      guard isSame, batch.submission.taken == submission.taken || submission.hasExplicitID else {
        return .duplicate
      }
      let isOpen = !batch.isActive && !batch.isCanceled && !batch.isAbandoned
      return isOpen && batch.submission.taken == submission.taken
        ? .accepting(batch.number, from: batch.place) : .again(batch.number)
    }
    guard try await !ledger.knows(submission.name) else { return .duplicate }
    let number = JobNumber(Int64(1_000_000 * (batches.count + 1)))
    batches.append(Batch(number: number, submission: submission))
    await ledger.learn(submission)
    try enter(.accept, after: true)
    return .accepting(number, from: BatchPlace(offset: 0, line: 1))
  }

  func accepting(in spool: String) async throws(LedgerError) -> [AcceptingBatch] {
    batches.filter { !$0.isActive && !$0.isCanceled && $0.error == nil }.map {
      AcceptingBatch(
        number: $0.number,
        name: $0.submission.name,
        taken: $0.submission.taken
      )
    }
  }

  func conflicts(of messages: [Submission]) async throws(LedgerError) -> [Int] {
    await beforeCall(.conflicts)
    try enter(.conflicts, after: false)
    return await ledger.conflicts(of: messages)
  }

  func add(
    _ messages: [Submission],
    to batch: JobNumber,
    through place: BatchPlace
  ) async throws(LedgerError) -> BatchAddition {
    await beforeCall(.add)
    try enter(.add, after: false)
    let index = index(of: batch)
    guard !batches[index].isCanceled else { return .canceled }
    let conflicts = await ledger.conflicts(of: messages)
    guard conflicts.isEmpty else { return .conflicts(conflicts) }
    batches[index].messages += messages
    batches[index].place = place
    steps.append(messages.count)
    try enter(.add, after: true)
    return .added
  }

  func activate(_ batch: JobNumber, at now: WallTime) async throws(LedgerError) -> Set<Lane> {
    await beforeCall(.activate)
    try enter(.activate, after: false)
    let index = index(of: batch)
    batches[index].isActive = true
    try enter(.activate, after: true)
    return [Lane(account: "main", spool: "default", priority: .bulk)]
  }

  func abandon(
    _ batch: JobNumber,
    error: JobError?,
    at now: WallTime
  ) async throws(LedgerError) -> Bool {
    await beforeCall(.abandon)
    try enter(.abandon, after: false)
    let index = index(of: batch)
    batches[index].error = error
    batches[index].isAbandoned = true
    if error == nil { await ledger.forget(batches[index].submission.name) }
    batches[index].messages = Array(batches[index].messages.dropLast(100))
    return !batches[index].messages.isEmpty
  }
}

extension LedgerDouble {
  /// Which ids are in use for other content.
  func conflicts(of messages: [Submission]) -> [Int] {
    messages.indices.filter { index in
      let message = messages[index]
      guard let known = submissions.first(where: { $0.name == message.name }) else { return false }
      return !message.hasExplicitID || known.digest != message.digest
    }
  }
}
