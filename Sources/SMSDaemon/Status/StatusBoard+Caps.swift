internal import SMSCore
internal import SMSSystem

extension StatusBoard {
  /// Notes until when a cap is closed; nil: it is open.
  nonisolated func take(_ cap: Cap.ID, closedUntil time: WallTime?) {
    executor.async {
      self.assumeIsolated { board in
        let value = time.map { Notes.closed(since: board.clock().wall, until: $0) }
        board.note(Notes.capPrefix + cap.key, value)
      }
    }
  }
}
