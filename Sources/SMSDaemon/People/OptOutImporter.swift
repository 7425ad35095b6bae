internal import SMSCore
internal import SMSJSON
internal import SMSSpool
internal import SMSSystem

/// Adds imported lists of opt-outs to the ledger, one list at a time, in steps between which
/// others commit.
///
/// Each step records how far it came: a list that a stop or a crash interrupted goes on from there.
actor OptOutImporter: SerialCommandHandler {
  /// Entries per commit: about 5 ms, so that an urgent message does not wait for longer.
  static let step = 500

  nonisolated let executor = QueueExecutor(label: "import")

  private let ledger: any OptOutImport
  private let completion: CommandCompletion
  private let reporter: EventReporter
  /// The `incoming/` of the operator's spool.
  private var directory: String?
  var commands = SerialCommands()

  init(ledger: any OptOutImport, completion: CommandCompletion, reporter: EventReporter) {
    self.ledger = ledger
    self.completion = completion
    self.reporter = reporter
  }

  /// Applies a configuration of spools.
  func use(_ configuration: Configuration) {
    directory = configuration.layouts[Configuration.operatorSpool]?.path(of: .incoming)
  }

  func perform(_ command: CommandJob) async {
    guard case .importOptOuts(let file) = command.command, let name = FileName(file) else { return }
    let end: CommandEnd
    do throws(ImportError) {
      // nil if the daemon is stopping.
      guard let progress = try await add(listIn: name, for: command) else { return }
      end = .done(progress.report)
    } catch {
      end = .failed(error.explained)
    }
    await completion.end(command, end)
    if let directory { try? Directory(path: directory).unlink(name) }
  }

  /// - Returns: What the import did; nil if the daemon is stopping.
  private func add(
    listIn name: FileName,
    for command: CommandJob
  ) async throws(ImportError) -> ImportProgress? {
    let first = await untilAnswered { ledger throws(LedgerError) in
      try await ledger.progress(ofImport: command.number)
    }
    guard var progress = first else { return nil }
    var list = try OptOutFile(in: directory, name, from: progress.position)
    while let entries = try list.next(Self.step) {
      let position = list.position
      let next = await untilAnswered { ledger throws(LedgerError) in
        try await ledger.add(
          entries,
          ofImport: command.number,
          through: position,
          at: Moment.now().wall
        )
      }
      guard let next else { return nil }
      progress = next
    }
    return progress
  }

  /// Repeats a ledger call until it succeeds; nil if the daemon is stopping.
  private func untilAnswered<Value: Sendable>(
    _ body: @Sendable (any OptOutImport) async throws(LedgerError) -> Value
  ) async -> Value? {
    while !isStopped {
      do throws(LedgerError) {
        return try await body(ledger)
      } catch {
        reporter.ledgerFailed(error)
        await executor.rest(for: Dispatcher.ledgerRest)
      }
    }
    return nil
  }
}

/// Why a list cannot be imported.
private enum ImportError: Error {
  case unreadable(SystemError)
  case fault(OptOutList.Fault)

  var explained: JobError {
    switch self {
    case .unreadable(let error): .importFailed("its file cannot be read: \(error)")
    case .fault(let fault):
      .importFailed("its file was changed: line \(fault.line): \(fault.rule)")
    }
  }
}

/// The file that `optout import` hands over: lines that it has checked.
private struct OptOutFile: ~Copyable {
  private static let blockSize = 65_536

  private let file: FileDescriptor
  private var list: OptOutList
  private var rest: ArraySlice<UInt8> = []
  private var line = 0
  /// Where the next entry begins, in bytes.
  private(set) var position: Int64

  init(
    in directory: String?,
    _ name: FileName,
    from position: Int64
  ) throws(ImportError) {
    let opened = try Self.open(name, in: directory)
    var columns = OptOutList(origin: OptOut.Origin(.operator), now: Moment.now().wall)
    // The names of the columns come first, wherever the list goes on.
    _ = columns.read(Array(OptOutList.header.utf8), line: 0)
    file = opened
    list = columns
    self.position = position
  }

  private static func open(
    _ name: FileName,
    in directory: String?
  ) throws(ImportError) -> FileDescriptor {
    do throws(SystemError) {
      return try Directory(path: directory ?? "").openFile(name, .readForeign)
    } catch {
      throw .unreadable(error)
    }
  }

  /// The next entries, at most `count`; nil at the end.
  mutating func next(_ count: Int) throws(ImportError) -> [OptOut]? {
    var entries: [OptOut] = []
    while entries.count < count, let bytes = try nextLine() {
      switch list.read(bytes, line: line) {
      case .entry(let entry): entries.append(entry)
      case .nothing: break
      case .fault(let fault): throw .fault(fault)
      }
    }
    return entries.isEmpty ? nil : entries
  }

  private mutating func nextLine() throws(ImportError) -> [UInt8]? {
    while true {
      if let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
        let bytes = Array(rest[..<end])
        rest = rest[(end + 1)...]
        position += Int64(bytes.count + 1)
        line += 1
        return bytes
      }
      let block: [UInt8]
      do throws(SystemError) {
        block = try file.read(upTo: Self.blockSize, at: position + Int64(rest.count))
      } catch {
        throw .unreadable(error)
      }
      // Every line ends with a newline.
      guard !block.isEmpty else { return nil }
      rest = ArraySlice(rest + block)
    }
  }
}

extension ImportProgress {
  fileprivate var report: String {
    let object = JSONObject([
      ("added", .number(JSONNumber(Int64(added)))), ("known", .number(JSONNumber(Int64(known)))),
      ("outdated", .number(JSONNumber(Int64(outdated)))),
    ])
    return String(decoding: JSONWriter.write(.object(object), as: .compact), as: UTF8.self)
  }
}
