internal import SMSCore

/// A value in one of SQLite's storage classes.
enum SQLValue: Sendable, Equatable {
  case null
  case integer(Int64)
  case real(Double)
  case text(String)
  case blob([UInt8])
}

extension SQLValue {
  /// An integer, or NULL for nil.
  static func optional(_ value: Int64?) -> SQLValue {
    value.map { .integer($0) } ?? .null
  }

  /// A text, or NULL for nil.
  static func optional(_ value: String?) -> SQLValue {
    value.map { .text($0) } ?? .null
  }

  /// A blob, or NULL for nil.
  static func optional(_ value: [UInt8]?) -> SQLValue {
    value.map { .blob($0) } ?? .null
  }

  /// A Boolean as SQLite stores it: 1 or 0.
  static func flag(_ value: Bool) -> SQLValue {
    .integer(value ? 1 : 0)
  }
}

extension SQLValue {
  /// A job's number.
  static func job(_ number: JobNumber) -> SQLValue { .integer(number.value) }

  /// A state, as its raw value.
  static func state(_ state: JobState) -> SQLValue { .integer(Int64(state.rawValue)) }

  /// A priority, as its raw value.
  static func priority(_ priority: Priority) -> SQLValue { .integer(Int64(priority.rawValue)) }

  /// A telephone number, as its eleven digits.
  static func phone(_ number: PhoneNumber) -> SQLValue { .integer(Int64(number.value)) }

  /// A time, in milliseconds since 1970.
  static func time(_ time: WallTime) -> SQLValue { .integer(time.milliseconds) }

  /// A time, or NULL for nil.
  static func optional(_ time: WallTime?) -> SQLValue { .optional(time?.milliseconds) }

  /// A small number, or NULL for nil.
  static func optional(_ value: Int?) -> SQLValue { .optional(value.map { Int64($0) }) }
}
