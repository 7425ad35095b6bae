internal import SMSCore

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

  /// A time, or NULL.
  static func optional(_ time: WallTime?) -> SQLValue { .optional(time?.milliseconds) }

  /// A small number, or NULL.
  static func optional(_ value: Int?) -> SQLValue { .optional(value.map { Int64($0) }) }
}
