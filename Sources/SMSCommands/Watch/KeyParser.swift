/// A key that a person pressed.
package enum Key: Hashable, Sendable {
  case up
  case down
  case home
  case end
  /// An ASCII character.
  case character(Character)
  case enter
  case escape
}

/// Makes keys of the bytes that a terminal sends.
///
/// Keys such as the arrows send several bytes (ECMA-48, 5.4), which may arrive one by one. Unknown
/// sequences, pasted text and characters beyond ASCII are ignored: nothing that a terminal says by
/// itself, and nothing from a clipboard, can act.
package struct KeyParser {
  private enum State {
    case ground
    /// After an escape character; the rest of a sequence may be late.
    case escaped(isOverdue: Bool)
    /// After the introducer of a control sequence, with its parameters so far.
    case sequence(String)
    /// After the introducer that cursor keys send in application mode.
    case single
  }

  private static let escape: UInt8 = 0x1B
  /// No sequence that is known is longer; what follows in a longer one is dropped with it.
  private static let longest = 16

  private var state = State.ground
  private var isPasting = false

  package init() {}

  /// The keys that are complete with some more bytes.
  package mutating func take(_ bytes: some Sequence<UInt8>) -> [Key] {
    bytes.flatMap { take($0) }
  }

  /// The escape key, if it was pressed and nothing followed between two calls.
  package mutating func pause() -> [Key] {
    guard case .escaped(let isOverdue) = state else { return [] }
    state = isOverdue ? .ground : .escaped(isOverdue: true)
    return isPasting || !isOverdue ? [] : [.escape]
  }

  private mutating func take(_ byte: UInt8) -> [Key] {
    switch state {
    case .ground: return ground(byte)
    case .escaped:
      switch byte {
      case UInt8(ascii: "["): state = .sequence("")
      case UInt8(ascii: "O"): state = .single
      case Self.escape: break
      default:
        // With Alt, a key sends an escape character first: no key of ours.
        state = .ground
      }
    case .single:
      state = .ground
      return isPasting ? [] : Self.key(byte, "").map { [$0] } ?? []
    case .sequence(let parameters):
      return sequence(byte, after: parameters)
    }
    return []
  }

  private mutating func ground(_ byte: UInt8) -> [Key] {
    if byte == Self.escape {
      state = .escaped(isOverdue: false)
      return []
    }
    guard !isPasting else { return [] }
    switch byte {
    case 0x0A, 0x0D: return [.enter]
    case 0x20..<0x7F: return [.character(Character(Unicode.Scalar(byte)))]
    default: return []
    }
  }

  private mutating func sequence(_ byte: UInt8, after parameters: String) -> [Key] {
    switch byte {
    case 0x20..<0x40:
      let isLong = parameters.utf8.count >= Self.longest
      state = .sequence(isLong ? parameters : parameters + String(Unicode.Scalar(byte)))
      return []
    case 0x40..<0x7F:
      state = .ground
      if byte == UInt8(ascii: "~"), parameters == "200" || parameters == "201" {
        isPasting = parameters == "200"
        return []
      }
      return isPasting ? [] : Self.key(byte, parameters).map { [$0] } ?? []
    case Self.escape:
      state = .escaped(isOverdue: false)
      return []
    default:
      state = .ground
      return []
    }
  }

  private static func key(_ last: UInt8, _ parameters: String) -> Key? {
    switch (Character(Unicode.Scalar(last)), parameters) {
    case ("A", ""): .up
    case ("B", ""): .down
    case ("H", ""), ("~", "1"), ("~", "7"): .home
    case ("F", ""), ("~", "4"), ("~", "8"): .end
    default: nil
    }
  }
}
