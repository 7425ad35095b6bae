internal import SMSArguments
package import SMSDaemon
internal import SMSSpool

/// The spool that a command uses.
package struct ChosenSpool: Sendable {
  package let name: String
  /// The spool's root: an absolute path.
  package let path: String

  package init(name: String, path: String) {
    self.name = name
    self.path = path
  }

  /// The spool given by `--spool`, or else the only one, or else `default`.
  ///
  /// - Throws: `CommandFailure` with status 64 if there is no such spool.
  package init(
    _ name: String?,
    in configuration: Configuration
  ) throws(CommandFailure) {
    try self.init(name, among: configuration.spools.mapValues(\.path))
  }

  /// The same choice, also of the operator's spool if it is named.
  ///
  /// - Throws: `CommandFailure` with status 64 if there is no such spool.
  init(
    _ name: String?,
    withOperators configuration: Configuration
  ) throws(CommandFailure) {
    guard name == Configuration.operatorSpool,
      let layout = configuration.layouts[Configuration.operatorSpool]
    else {
      try self.init(name, in: configuration)
      return
    }
    self.init(name: Configuration.operatorSpool, path: layout.root)
  }

  /// The same choice among spools given by name and path.
  ///
  /// - Throws: `CommandFailure` with status 64 if there is no such spool.
  init(
    _ name: String?,
    among spools: [String: String]
  ) throws(CommandFailure) {
    let chosen = name ?? (spools.count == 1 ? spools.keys.first : nil) ?? "default"
    guard let path = spools[chosen] else {
      let known = spools.keys.sorted()
      let suggestion = Suggestion.of(chosen, among: known)
      let names = "The configuration names: \(known.joined(separator: ", "))."
      throw CommandFailure(
        .usage,
        name == nil
          ? "--spool NAME is missing: there are several spools, and none is called default"
          : "the configuration has no spool \(chosen)",
        hint: suggestion.isEmpty ? names : "\(names) D\(suggestion.dropFirst())"
      )
    }
    self.init(name: chosen, path: path)
  }

  package var incoming: String { path + "/incoming" }
  package var media: String { path + "/media" }
  package var results: String { path + "/results" }
}
