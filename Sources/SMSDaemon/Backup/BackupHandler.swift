internal import SMSCore
package import SMSJSON
internal import SMSSystem

/// Makes the backups that operators request from the daemon, one at a time.
actor BackupHandler: QueueActor {
  nonisolated let executor = QueueExecutor(label: "backup")

  private let maker: BackupMaker
  private let ledger: any BackupSource
  private let completion: CommandCompletion
  private let log: Log

  init(_ maker: BackupMaker, ledger: any BackupSource, completion: CommandCompletion, log: Log) {
    self.maker = maker
    self.ledger = ledger
    self.completion = completion
    self.log = log
  }

  /// Accepts a command, from any thread.
  nonisolated func take(_ command: CommandJob) {
    Task { await self.make(command) }
  }

  private func make(_ command: CommandJob) async {
    let began = Moment.now()
    do throws(BackupError) {
      let size: Int64
      do throws(LedgerError) {
        size = try await ledger.size()
      } catch {
        throw .ledger(error)
      }
      let made = try await maker.make(
        id: command.name.id,
        size: size,
        at: began.wall
      ) { [ledger] path throws(LedgerError) in try await ledger.copy(to: path) }
      let took = Moment.now().monotonic.since(began.monotonic)
      log.write(
        .backupMade,
        [("file", "\(made.name)"), ("bytes", String(made.size)), ("took_s", took.text)]
      )
      await completion.end(command, .done(made.report))
    } catch {
      log.write(.backupFailed, [("error", error.message), ("hint", error.hint)])
      let reason = error.message
      await completion.end(command, .failed(.backupFailed(reason, hint: error.hint)))
    }
  }
}

extension BackupMaker.Made {
  /// What is reported to the command.
  package var json: JSONObject {
    JSONObject([
      ("file", .string("\(name)")), ("bytes", .number(JSONNumber(size))),
      ("taken_at", .string(contents.takenAt.text)),
      ("files", .array(contents.files.keys.sorted().map { .string($0) })),
    ])
  }

  fileprivate var report: String {
    String(decoding: JSONWriter.write(.object(json), as: .compact), as: UTF8.self)
  }
}
