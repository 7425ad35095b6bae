internal import SMSArguments
internal import SMSDaemon

/// The spools that a producer's command may use.
struct ProducerSpools {
  /// Path by name.
  let paths: [String: String]
  /// The rules that requests are checked by before they are submitted; nil: the daemon alone judges
  /// them, since the file does not say what it runs with.
  let configuration: Configuration?
}

extension Context {
  /// The spools of the configuration; those that the daemon runs with, said in a line, if the file
  /// cannot be used or names others.
  ///
  /// - Throws: `CommandFailure` with every fault of the file, if there is nothing else.
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
