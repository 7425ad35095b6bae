internal import SMSSystem

/// The directories of a spool.
package enum SpoolDirectory: String, CaseIterable, Sendable {
  /// Producers put one request a file here.
  case incoming
  /// One result a request, `<id>.json`.
  case results
  /// Request files that were not accepted, each with its reason.
  case rejected
  /// One inbound message a file.
  case received
  /// Request files while they are being accepted.
  case taken = ".taken"

  /// Its name in the spool's own directory.
  var name: FileName {
    guard let name = FileName(rawValue) else { preconditionFailure("a valid name") }
    return name
  }

  /// The directory's permissions.
  ///
  /// `incoming` of a shared spool lets the group add files, and neither list nor remove them;
  /// set-id hands the group on to new files.
  package func mode(for access: SpoolAccess) -> UInt32 {
    switch (self, access) {
    case (.taken, _), (_, .ownerOnly): 0o700
    case (.incoming, .group): 0o3730
    case (_, .group): 0o2750
    }
  }
}

/// Who may submit to a spool and read its results.
package enum SpoolAccess: Sendable {
  /// The members of the spool's group.
  case group
  /// Only the daemon's own user and root: the operator's spool.
  case ownerOnly

  /// The permissions of the spool's own directory.
  package var rootMode: UInt32 {
    self == .group ? 0o2750 : 0o700
  }

  /// The permissions of the files that the daemon makes in it.
  package var fileMode: UInt32 {
    self == .group ? 0o640 : 0o600
  }
}
