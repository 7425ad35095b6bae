package import SMSSystem

/// What is wrong with a spool's directories, and how to repair it.
package struct SpoolProblem: Error, Sendable, Equatable {
  package enum Kind: Sendable, Equatable {
    case missing
    case notDirectory
    case cannotOpen(SystemError)
    case wrongOwner(UInt32, expected: UInt32)
    case wrongGroup(UInt32, expected: UInt32)
    case wrongMode(UInt32, expected: UInt32)
    /// Files cannot be renamed from one directory to the other.
    case otherFileSystem
  }

  package let kind: Kind
  package let path: String

  package init(_ kind: Kind, path: String) {
    self.kind = kind
    self.path = path
  }

  /// Whether the spool cannot be served as long as this lasts.
  package var isFatal: Bool {
    switch kind {
    case .missing, .notDirectory, .cannotOpen, .otherFileSystem: true
    case .wrongOwner, .wrongGroup, .wrongMode: false
    }
  }
}

extension SpoolProblem: CustomStringConvertible {
  package var description: String {
    let place = String(escaping: path)
    return switch kind {
    case .missing: "\(place) is not there"
    case .notDirectory: "\(place) is not a directory"
    case .cannotOpen(let error): "\(place) cannot be opened: \(error.cause) (\(error.name))"
    case .wrongOwner(let actual, let expected):
      "\(place) belongs to \(UserAccount.label(actual)), not to the daemon's user "
        + UserAccount.label(expected)
    case .wrongGroup(let actual, let expected):
      "\(place) belongs to the group \(GroupAccount.label(actual)), not to the spool's group "
        + GroupAccount.label(expected)
    case .wrongMode(let actual, let expected):
      "\(place) has mode \(Self.octal(actual)), not \(Self.octal(expected))"
    case .otherFileSystem:
      "\(place) is on another file system than the spool"
    }
  }

  /// What to do about it.
  package var hint: String {
    let place = String(escaping: path)
    return switch kind {
    case .missing: "Start the daemon as a user that may make it, or make it: mkdir -p \(place)"
    case .notDirectory: "Move away what is at \(place)."
    case .cannotOpen(let error): "\(error.hint ?? "Check \(place)")."
    case .wrongOwner(_, let expected): "chown \(UserAccount.label(expected)) \(place)"
    case .wrongGroup(_, let expected): "chgrp \(GroupAccount.label(expected)) \(place)"
    case .wrongMode(_, let expected): "chmod \(Self.octal(expected)) \(place)"
    case .otherFileSystem:
      "All directories of a spool must be on one file system: mount the spool's own directory."
    }
  }

  private static func octal(_ mode: UInt32) -> String {
    String(mode, radix: 8)
  }
}
