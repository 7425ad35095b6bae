package import SMSSystem

/// A problem with a spool's directories, and how to repair it.
package struct SpoolProblem: Error, Sendable, Equatable {
  package enum Kind: Sendable, Equatable {
    case missing
    case notDirectory
    case cannotOpen(SystemError)
    /// The spool's root, or a directory in it, cannot be created.
    case cannotMake(SystemError)
    /// New directories in the spool's root would not belong to the spool's group.
    case noSetGroup
    case wrongOwner(UInt32, expected: UInt32)
    case wrongGroup(UInt32, expected: UInt32)
    case wrongMode(UInt32, expected: UInt32)
    /// Files cannot be renamed between this directory and the others.
    case otherFileSystem
    /// Another spool accepts the requests in this directory.
    case sharedWith(String)
  }

  package let kind: Kind
  /// Where the problem is.
  package let path: String
  /// The command that creates or repairs the spool's root, where that is the repair; otherwise nil.
  package let repair: String?

  package init(_ kind: Kind, path: String, repair: String? = nil) {
    self.kind = kind
    self.path = path
    self.repair = repair
  }

  /// The underlying system error, if any.
  package var error: SystemError? {
    switch kind {
    case .cannotOpen(let error), .cannotMake(let error): error
    case .missing, .notDirectory, .noSetGroup, .wrongOwner, .wrongGroup, .wrongMode,
      .otherFileSystem, .sharedWith:
      nil
    }
  }

  /// Whether the spool cannot be served until this is repaired.
  package var isFatal: Bool {
    switch kind {
    case .missing, .notDirectory, .cannotOpen, .cannotMake, .noSetGroup, .otherFileSystem,
      .sharedWith:
      true
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
    case .cannotMake(let error): "the spool \(place) cannot be made whole: \(error)"
    case .noSetGroup:
      "\(place) lacks the set-group-ID bit: what the daemon makes in it has the wrong group"
    case .wrongOwner(let actual, let expected):
      "\(place) belongs to \(UserAccount.label(actual)), not to the daemon's user "
        + UserAccount.label(expected)
    case .wrongGroup(let actual, let expected):
      "\(place) belongs to the group \(GroupAccount.label(actual)), not to the spool's group "
        + GroupAccount.label(expected)
    case .wrongMode(let actual, let expected):
      "\(place) has mode \(Self.octal(actual)), not \(Self.octal(expected))"
    case .otherFileSystem:
      "\(place) is a mount of its own: no file can be renamed into it or out of it"
    case .sharedWith(let spool):
      "\(place) leads to the directory of the spool \(spool), which takes its requests"
    }
  }

  /// How to repair it.
  package var hint: String {
    let place = String(escaping: path)
    return switch kind {
    case .missing, .noSetGroup:
      repair ?? "The daemon makes it again, at its start or at the next scan; its log says if not."
    case .notDirectory: "Move away what is at \(place)."
    case .cannotOpen(let error): "\(error.hint ?? "Check \(place)")."
    case .cannotMake(let error) where error.isPermissionDenied || error.isNotFound:
      repair ?? "Check the owner and mode of \(place)."
    case .cannotMake(let error) where error.isReadOnly:
      """
      Let the unit write there (systemctl edit smsdispatch: [Service], ReadWritePaths=\(place)), or \
      mount the file system for writing.
      """
    case .cannotMake(let error): "\(error.hint ?? "Check \(place)")."
    case .wrongOwner(_, let expected): "chown \(UserAccount.label(expected)) \(place)"
    case .wrongGroup(_, let expected): "chgrp \(GroupAccount.label(expected)) \(place)"
    case .wrongMode(_, let expected): "chmod \(Self.octal(expected)) \(place)"
    case .otherFileSystem:
      "All directories of a spool must be on one mount: mount the spool's own directory."
    case .sharedWith:
      "Give each spool a directory of its own in spools.*.path, without links and mounts to others."
    }
  }

  private static func octal(_ mode: UInt32) -> String {
    String(mode, radix: 8)
  }
}
