internal import SMSCore
internal import SMSSystem

/// A ledger restored from a backup does not know what has been sent since.
///
/// | until `release --all` | because |
/// |---|---|
/// | everything is held, and nothing expires | it may have been sent in time |
/// | producers' spools take no requests | an id may have been used since |
/// | no result and no inbound message is published | a newer file may exist |
/// | nothing is removed | results show what was sent |
///
/// The operator's spool and the listener work as usual.
extension Daemon {
  /// Why a spool takes no requests, in one word.
  static let restoredCode = "restored"
  /// Why a spool takes no requests.
  static let restoredReason = """
    the ledger was restored from a backup; requests wait in incoming/ until \
    'smsdispatch reconcile' and 'smsdispatch release --all'
    """

  /// Reports what a restored ledger cannot know.
  func reportRestored(_ restoration: Restoration) async {
    log.write(
      .restored,
      [
        ("backup_at", restoration.backupAt.text), ("backup_host", restoration.host),
        ("reconciled", restoration.reconciledAt?.text ?? "no"),
        (
          "hint",
          """
          Everything is held. A message sent since the backup would be sent again, and a STOP made \
          since is forgotten: run smsdispatch reconcile, then smsdispatch release --all.
          """
        ),
      ]
    )
    for spool in configuration.spools.keys {
      board.intake(of: spool, pausedFor: Self.restoredCode, Self.restoredReason)
    }
  }

  /// Handles a `release --all`: if it ended the restored state, what waited for that starts.
  func released() async {
    guard isRestored, !isDraining else { return }
    do throws(LedgerError) {
      guard try await storage.ledger.restoration() == nil else { return }
    } catch {
      reporting.events.ledgerFailed(error)
      await executor.rest(for: Dispatcher.ledgerRest)
      return await released()
    }
    restoration = nil
    log.write(.restorationEnded)
    await publishing.use(configuration, isRestored: false)
    await receiving.publish(configuration, isRestored: false)
    await followLists()
    await publishing.startHousekeeping()
    await copies.start()
    for spool in configuration.spools.keys {
      board.intake(of: spool, pausedFor: Self.restoredCode, nil)
    }
    await intakes.use(configuration, open: configuration.openSpools(isRestored: false))
    board.workChanged()
  }
}
