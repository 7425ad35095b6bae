internal import SMSSystem

/// The directories of a spool.
package enum SpoolDirectory: String, CaseIterable, Sendable {
  /// Requests from producers, one per file.
  case incoming
  /// Files that messages name, from producers.
  case media
  /// Results, one per request, named `<id>.json`.
  case results
  /// Request files that were not accepted, each with a file that gives the reason.
  case rejected
  /// Inbound messages, one per file.
  case received
  /// Request files while they are being accepted.
  case taken = ".taken"

  /// The directory's name in the spool's root.
  var name: FileName {
    guard let name = FileName(rawValue) else { preconditionFailure("a valid name") }
    return name
  }

  /// The directory's permissions.
  ///
  /// `incoming` and `media` of a shared spool let the group add files but not list them, or remove
  /// those of others; the set-group-ID bit passes the group on to new files.
  package func mode(for access: SpoolAccess) -> UInt32 {
    switch (self, access) {
    case (.taken, _), (_, .ownerOnly): 0o700
    case (.incoming, .group), (.media, .group): 0o3730
    case (_, .group): 0o2750
    }
  }
}

/// Who may submit requests to a spool and read its results.
package enum SpoolAccess: Sendable {
  /// The members of the spool's group.
  case group
  /// Only the daemon's own user and root: the operator's spool.
  case ownerOnly

  /// The permissions of the spool's root.
  package var rootMode: UInt32 {
    self == .group ? 0o2750 : 0o700
  }

  /// The permissions of files that the daemon creates in the spool.
  package var fileMode: UInt32 {
    self == .group ? 0o640 : 0o600
  }
}
