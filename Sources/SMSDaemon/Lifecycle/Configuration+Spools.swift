internal import SMSCore
internal import SMSSpool
internal import SMSSystem

/// The spools' directories, as the daemon makes and uses them.
extension Configuration {
  /// Makes the spools' directories where they are missing.
  ///
  /// One that cannot be used stops no other: its intake says what is wrong and tries again.
  /// - Throws: `StartError` if it is the operator's, or none of the others can be used.
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

  /// Removes files that a crash left unfinished; only before anything writes there again.
  func removeTemporaries() {
    for layout in layouts.values {
      // What cannot be read now is reported by the intake, and what stays does no harm.
      _ = try? StaleTemporaries.remove(from: layout)
    }
  }

  /// The spools that take requests now; of a restored ledger, see `Daemon.restoredReason`.
  func openSpools(isRestored: Bool) -> Set<String> {
    isRestored ? [Self.operatorSpool] : Set(layouts.keys)
  }

  /// Where results may be written now.
  func resultStores(isRestored: Bool) -> [String: ResultStore] {
    let open = openSpools(isRestored: isRestored)
    return layouts.filter { open.contains($0.key) }
      .mapValues { ResultStore($0, provider: Composition.provider.name) }
  }

  /// Where inbound messages may be written now; the operator's spool has none.
  func receivedStores(isRestored: Bool) -> [String: ReceivedStore] {
    let open = openSpools(isRestored: isRestored).subtracting([Self.operatorSpool])
    return layouts.filter { open.contains($0.key) }.mapValues { ReceivedStore($0) }
  }
}

extension Daemon {
  /// Reports directories that work, but let others do what they should not, or do not let them.
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
