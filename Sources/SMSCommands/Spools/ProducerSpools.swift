internal import SMSArguments
internal import SMSDaemon

/// The spools that a producer's command may use.
struct ProducerSpools {
  /// The paths, by name.
  let paths: [String: String]
  /// The configuration whose rules requests are checked against before submission; nil if the
  /// daemon runs with another one, so that only the daemon can check them.
  let configuration: Configuration?
}

extension Context {
  /// The spools of the configuration; if the file cannot be used or its spools differ, those that
  /// the daemon runs with, with a message.
  ///
  /// - Throws: `CommandFailure` with all faults of the file, if the file is needed.
  func spools(_ arguments: Arguments) throws(CommandFailure) -> ProducerSpools {
    let path = configurationPath(arguments)
    let file = Result { () throws(CommandFailure) in try configuration(arguments) }
    let table = SpoolTable.load(in: runtimeDirectory, for: path)
    switch (file, table) {
    case (.success(let configuration), let table)
    where table == nil || table?.spools == SpoolTable.spools(of: configuration):
      return ProducerSpools(
        paths: configuration.spools.mapValues(\.path),
        configuration: configuration
      )
    case (_, let table?):
      sayThatFileDiffers(path, file.failure)
      return ProducerSpools(paths: table.spools.mapValues(\.path), configuration: nil)
    case (_, nil):
      return ProducerSpools(paths: try file.get().spools.mapValues(\.path), configuration: nil)
    }
  }
}

extension Result {
  fileprivate var failure: Failure? {
    if case .failure(let error) = self { error } else { nil }
  }
}
