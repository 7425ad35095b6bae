internal import CSQLite
internal import SMSCore

/// What free space of the ledger's file may still hold of a phone that was erased.
///
/// SQLite overwrites what it deletes, but not what it moves: when it splits a page, copies of the
/// entries that moved stay in the old page until others come there. With numbers in random order
/// that happens in indexes, to one phone in a hundred or so. Rebuilding an index leaves no such
/// page: those it had are overwritten.
struct FreeSpace {
  /// The indexes whose entries contain numbers.
  ///
  /// With a million jobs, the first takes half a second.
  static let indexes = [
    "addressee", "code_recipient", "verification_phone", "enrollment_phone", "received_sender",
    "assignment_recipient", "contact_phone",
  ]

  /// Bytes read at once.
  static let part = 1 << 20
  /// No pattern is longer; so much of a part is read again with the next.
  private static let overlap: Int64 = 16

  /// How often a number occurs.
  struct Occurrences: Equatable {
    /// As an integer of the file.
    var integers = 0
    /// As text.
    var texts = 0
  }

  let phone: PhoneNumber
  /// Six bytes, the highest first.
  private let integer: [UInt8]
  private let digits: [UInt8]

  init(of phone: PhoneNumber) {
    self.phone = phone
    integer = (0..<6).reversed().map { UInt8(truncatingIfNeeded: phone.value >> (UInt64($0) * 8)) }
    digits = Array(phone.digits.utf8)
  }

  /// How often the number occurs in a part of the file.
  func occurrences(in bytes: [UInt8]) -> Occurrences {
    bytes.withUnsafeBytes { bytes in
      Occurrences(
        integers: Self.count(integer, in: bytes),
        texts: Self.count(digits, in: bytes)
      )
    }
  }

  /// Where the next part begins.
  static func next(after offset: Int64) -> Int64 { offset + Int64(part) - overlap }

  /// The last byte of a number is rarer than the zero that it begins with.
  private static func count(_ pattern: [UInt8], in bytes: UnsafeRawBufferPointer) -> Int {
    let before = pattern.count - 1
    let last = pattern[before]
    var count = 0
    var place = before
    while place < bytes.count {
      if bytes[place] == last, bytes[(place - before)...place].elementsEqual(pattern) { count += 1 }
      place += 1
    }
    return count
  }
}

extension WriteSession {
  /// Rebuilds one of `FreeSpace.indexes`.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func rebuild(_ index: String) throws(LedgerError) {
    // The rows of that table are an index themselves.
    if index == "addressee" { return try rebuildRecipients() }
    try connection.run("REINDEX \(index)")
  }
}

extension Connection {
  /// Searches a part of the file for a number.
  ///
  /// - Parameters:
  ///   - space: The number.
  ///   - cursor: Where to go on, with what was found before.
  /// - Returns: Where to go on: the next phase if the number occurs more often than in rows that stay;
  ///   nil at the end of the file.
  /// - Throws: `LedgerError` if the file cannot be read.
  func search(
    _ space: FreeSpace,
    from cursor: ErasureCursor
  ) throws(LedgerError) -> ErasureCursor? {
    let bytes = try fileBytes(at: cursor.number)
    let before = cursor.names.compactMap { Int($0) }
    var found = space.occurrences(in: bytes)
    if before.count == 2 {
      found.integers += before[0]
      found.texts += before[1]
    }
    let staying = try occurrencesStaying(of: space.phone)
    guard found.integers <= staying.integers, found.texts <= staying.texts else {
      return ErasureCursor(phase: cursor.phase + 1)
    }
    guard bytes.count == FreeSpace.part else { return nil }
    return ErasureCursor(
      phase: cursor.phase,
      number: FreeSpace.next(after: cursor.number),
      names: ["\(found.integers)", "\(found.texts)"]
    )
  }

  /// How often a number occurs in rows that stay: an opt-out once, an event of one also in the index;
  /// as text in the erasure's own request and its entry in the audit, until it ends.
  private func occurrencesStaying(
    of phone: PhoneNumber
  ) throws(LedgerError) -> FreeSpace.Occurrences {
    let kept = try keptCounts(of: phone)
    return FreeSpace.Occurrences(integers: kept.optOuts + 2 * kept.optOutEvents, texts: 2)
  }

  private func fileBytes(at offset: Int64) throws(LedgerError) -> [UInt8] {
    let pages = try number("PRAGMA page_count") * number("PRAGMA page_size")
    let count = Int(min(Int64(FreeSpace.part), max(0, pages - offset)))
    guard count > 0 else { return [] }
    var bytes = [UInt8](repeating: 0, count: count)
    // The last pages may still be in the log only.
    let result = smsdispatch_read_file(handle, &bytes, Int32(count), offset)
    guard result == SQLITE_OK else { throw error(result, "read") }
    return bytes
  }
}
