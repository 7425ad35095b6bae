internal import CSQLite
internal import Glibc
internal import SMSCore

/// What free space of the ledger's file may still hold of a phone that was erased.
///
/// SQLite overwrites what it deletes, but not what it moves: when it splits a page, copies of the
/// entries that moved stay in the old page until others come there. With numbers in random order
/// that happens in indexes, to one phone in some hundreds. Rebuilding an index leaves no such page:
/// those it had are overwritten.
struct FreeSpace {
  /// The indexes whose entries contain numbers.
  ///
  /// With a million jobs, the first takes half a second.
  static let indexes = [
    "job_recipient", "code_recipient", "verification_phone", "enrollment_phone", "received_sender",
  ]

  /// Bytes read at once.
  static let part = 1 << 20
  /// No pattern is longer; so much of a part is read again with the next.
  private static let overlap: Int64 = 16

  /// The number as an integer of the file: six bytes, the highest first.
  private let integer: [UInt8]
  /// The number as text.
  private let digits: [UInt8]
  let phone: PhoneNumber

  init(of phone: PhoneNumber) {
    self.phone = phone
    integer = (0..<6).reversed().map { UInt8(truncatingIfNeeded: phone.value >> (UInt64($0) * 8)) }
    digits = Array(phone.digits.utf8)
  }

  /// How often the number occurs.
  func occurrences(in bytes: [UInt8]) -> Int {
    Self.count(integer, in: bytes) + Self.count(digits, in: bytes)
  }

  /// Where the next part begins.
  static func next(after offset: Int64) -> Int64 { offset + Int64(part) - overlap }

  private static func count(_ pattern: [UInt8], in bytes: [UInt8]) -> Int {
    let before = pattern.count - 1
    return bytes.withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress, bytes.count > before else { return 0 }
      let end = start + bytes.count
      // The last byte of a number is rarer than the zeros that it begins with.
      var place = start + before
      var count = 0
      while let found = memchr(place, Int32(pattern[before]), end - place) {
        let last = UnsafeRawPointer(found)
        if memcmp(last - before, pattern, pattern.count) == 0 { count += 1 }
        place = last + 1
      }
      return count
    }
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
    let found = space.occurrences(in: bytes) + (cursor.names.first.flatMap { Int($0) } ?? 0)
    guard try found <= staying(space.phone) else {
      return ErasureCursor(phase: cursor.phase + 1)
    }
    guard bytes.count == FreeSpace.part else { return nil }
    return ErasureCursor(
      phase: cursor.phase,
      number: FreeSpace.next(after: cursor.number),
      names: ["\(found)"]
    )
  }

  /// How often a number occurs in rows that stay: an opt-out once, an event of one also in the index,
  /// and the erasure's own request and its entry in the audit until it ends.
  private func staying(_ phone: PhoneNumber) throws(LedgerError) -> Int {
    let kept = try keptCounts(of: phone)
    return kept.optOuts + 2 * kept.optOutEvents + 2
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
