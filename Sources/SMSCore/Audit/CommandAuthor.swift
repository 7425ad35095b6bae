/// Who gave a command, as far as the machine can tell.
package struct CommandAuthor: Hashable, Sendable {
  /// The user that owns the request's file, or that ran a command without the daemon.
  package var user: UInt32
  /// What the command itself says about the person; nobody has verified it.
  package var claim: AuthorClaim
  /// The user for whom the daemon itself gave the command, as the kernel named it to the daemon.
  package var onBehalfOf: UInt32?

  package init(user: UInt32, claim: AuthorClaim = AuthorClaim(), onBehalfOf: UInt32? = nil) {
    self.user = user
    self.claim = claim
    self.onBehalfOf = onBehalfOf
  }
}

/// Who a command says that it comes from.
package struct AuthorClaim: Hashable, Sendable {
  /// The user that logged in, which `sudo` and `su` do not change; nil outside a login.
  package var login: UInt32?
  /// A name for the person.
  package var name: String?

  package init(login: UInt32? = nil, name: String? = nil) {
    self.login = login
    self.name = name
  }
}
