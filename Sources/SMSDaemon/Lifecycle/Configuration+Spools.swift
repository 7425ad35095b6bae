internal import SMSCore
internal import SMSSpool
internal import SMSSystem

/// The spools' directories, as the daemon creates and uses them.
extension Configuration {
  /// Creates the spools' directories where they are missing.
  ///
  /// One that is unusable does not stop the others: its intake reports the problem and retries.
  /// - Throws: `StartError` if the operator's spool, or every other one, is unusable.
  func makeSpools() throws(StartError) {
    var problems: [String: SpoolProblem] = [:]
    for (name, layout) in layouts {
      do throws(SpoolProblem) {
        try layout.make()
      } catch {
        problems[name] = error
      }
    }
    if let problem = problems[Self.operatorSpool] {
      throw .spools([Self.operatorSpool: problem])
    }
    if problems.count == spools.count { throw .spools(problems) }
  }

  /// Removes files left unfinished by a crash; only before anything writes there again.
  func removeTemporaries() {
    for layout in layouts.values {
      // The intake reports a directory that cannot be read, and leftovers do no harm.
      _ = try? StaleTemporaries.remove(from: layout)
    }
  }

  /// The spools that take requests now; for a restored ledger, see `Daemon.restoredReason`.
  func openSpools(isRestored: Bool) -> Set<String> {
    isRestored ? [Self.operatorSpool] : Set(layouts.keys)
  }

  /// Where results may be written now.
  func resultStores(isRestored: Bool) -> [String: ResultStore] {
    let open = openSpools(isRestored: isRestored)
    return layouts.filter { open.contains($0.key) }
      .mapValues { ResultStore($0, provider: Composition.provider.name) }
  }

  /// Where inbound messages may be written now; the operator's spool receives none.
  func receivedStores(isRestored: Bool) -> [String: ReceivedStore] {
    let open = openSpools(isRestored: isRestored).subtracting([Self.operatorSpool])
    return layouts.filter { open.contains($0.key) }.mapValues { ReceivedStore($0) }
  }
}

extension Daemon {
  /// Reports directories that work but whose permissions are too wide or too narrow for others.
  func reportRights() {
    for (spool, layout) in configuration.layouts {
      for problem in layout.problems(owner: CurrentProcess.user) {
        log.write(
          .rightsProblem,
          [("spool", spool), ("problem", "\(problem)"), ("hint", problem.hint)]
        )
      }
    }
  }
}
