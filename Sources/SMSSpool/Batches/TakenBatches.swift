internal import SMSCore
internal import SMSJSON
internal import SMSSystem
internal import Synchronization

/// The batches in the `.taken/` of one spool: each is among those that are being checked until the ledger
/// knows it, or its file is gone.
final class TakenBatches: Sendable {
  private let spool: String
  private let checks: BatchChecks
  /// By the number of the file.
  private let names = Mutex<[Int64: JobName]>([:])

  init(of spool: String, _ checks: BatchChecks) {
    self.spool = spool
    self.checks = checks
  }

  /// Begins the checks of all that lie there; a file that cannot be read is left out.
  func begin(in taken: Directory) {
    for file in (try? Self.files(in: taken)) ?? [] { begin(file, in: taken) }
  }

  /// Begins the check of one that was moved there.
  func begin(_ file: TakenName, in taken: Directory) {
    guard let name = Self.name(of: file, in: taken, spool: spool) else { return }
    names.withLock { $0[file.number] = name }
    checks.begin(name)
  }

  /// Ends the check of one.
  func end(_ number: Int64) {
    guard let name = names.withLock({ $0.removeValue(forKey: number) }) else { return }
    // Another file may have the same name, and its turn is yet to come.
    if names.withLock({ !$0.values.contains(name) }) { checks.end(name) }
  }

  /// Ends the checks of all whose files are gone.
  func endAll(except files: [TakenName]) {
    let numbers = Set(files.map(\.number))
    for number in names.withLock({ $0.keys.filter { !numbers.contains($0) } }) { end(number) }
  }

  // MARK: The files

  /// The files of batches in `.taken/`.
  ///
  /// - Throws: `SystemError` if the directory cannot be listed.
  static func files(in taken: Directory) throws(SystemError) -> [TakenName] {
    var listing = try taken.listing()
    var files: [TakenName] = []
    while let entry = try listing.next() {
      guard let file = TakenName(found: entry.name), SpoolNames.isBatch(file.original) else {
        continue
      }
      files.append(file)
    }
    return files
  }

  /// The name that a batch has in the ledger once it is accepted; nil if it has none, is not to be sent, or
  /// cannot be read.
  static func name(of file: TakenName, in taken: Directory, spool: String) -> JobName? {
    guard let status = try? taken.openFile(file.file, .readForeign).status(),
      status.kind == .regular, status.size <= BatchPass.largest,
      let header = try? BatchLook.header(in: taken.openFile(file.file, .readForeign)),
      header["dry_run"] != true
    else { return nil }
    let given = header.omittingNulls(of: ["id"])["id"]
    guard let id = given.map(\.string) ?? file.stem, BatchHeaderReader.isValid(id) else {
      return nil
    }
    return JobName(spool: spool, id: id)
  }
}
