/// A value that SQLite stores, as it is bound to a statement.
enum SQLValue: Sendable, Equatable {
  case null
  case integer(Int64)
  case real(Double)
  case text(String)
  case blob([UInt8])
}

extension SQLValue {
  /// An integer, or NULL.
  static func optional(_ value: Int64?) -> SQLValue {
    value.map { .integer($0) } ?? .null
  }

  /// A text, or NULL.
  static func optional(_ value: String?) -> SQLValue {
    value.map { .text($0) } ?? .null
  }

  /// A blob, or NULL.
  static func optional(_ value: [UInt8]?) -> SQLValue {
    value.map { .blob($0) } ?? .null
  }

  /// A truth value as SQLite keeps it: 1 or 0.
  static func flag(_ value: Bool) -> SQLValue {
    .integer(value ? 1 : 0)
  }
}
