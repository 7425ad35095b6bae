internal import CSQLite
internal import SMSCore

/// The integer by which the index finds a provider's id: a hash of its bytes.
///
/// It is part of the stored form, so it is the same on every machine and in every version. Different
/// ids may have the same key: whoever follows the index compares the id in the job's row.
struct ProviderIDKey: Hashable, Comparable {
  let value: Int64

  /// Hashes the bytes of an id with FNV-1a, 64 bits
  /// (<https://datatracker.ietf.org/doc/draft-eastlake-fnv/>).
  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    value = Int64(bitPattern: hash)
  }

  init(_ id: String) {
    var id = id
    self = id.withUTF8 { ProviderIDKey($0) }
  }

  static func < (one: Self, other: Self) -> Bool { one.value < other.value }
}

extension SQLValue {
  /// The key of a provider's id.
  static func key(_ key: ProviderIDKey) -> SQLValue { .integer(key.value) }
}

extension Connection {
  /// Lets statements use `provider_key(id)`, the key of a provider's id; NULL for NULL.
  ///
  /// - Throws: `LedgerError` if SQLite cannot define it.
  func defineProviderKey() throws(LedgerError) {
    let result = sqlite3_create_function_v2(
      handle,
      "provider_key",
      1,
      SQLITE_UTF8 | SQLITE_DETERMINISTIC,
      nil,
      { context, _, values in
        guard let id = values?[0], let bytes = sqlite3_value_text(id) else {
          return sqlite3_result_null(context)
        }
        let count = Int(sqlite3_value_bytes(id))
        let key = ProviderIDKey(UnsafeBufferPointer(start: bytes, count: count))
        sqlite3_result_int64(context, key.value)
      },
      nil,
      nil,
      nil
    )
    guard result == SQLITE_OK else { throw error(result, "define") }
  }
}
