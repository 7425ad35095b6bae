internal import SMSJSON
internal import SMSSystem

/// What can be seen of a batch in `incoming/` before it is taken.
struct BatchLook {
  let status: FileStatus
  /// How many lines it has, about: blank ones and its header count.
  let lines: Int
  /// Whether it ends with a newline.
  let isEnded: Bool
  /// Whether its header says that nothing is to be sent.
  let isDryRun: Bool

  /// Reads a file.
  ///
  /// - Throws: `SystemError` if it cannot be read.
  init(at name: FileName, in directory: Directory) throws(SystemError) {
    let file = try directory.openFile(name, .readForeign)
    status = try file.status()
    guard status.kind == .regular, status.size <= BatchPass.largest else {
      (lines, isEnded, isDryRun) = (0, true, false)
      return
    }
    (lines, isEnded) = try BatchLines.count(in: file)
    isDryRun = try Self.header(in: directory.openFile(name, .readForeign))["dry_run"] == true
  }

  /// The header of a file; empty if it has none.
  ///
  /// - Throws: `SystemError` if the file cannot be read.
  static func header(in file: consuming FileDescriptor) throws(SystemError) -> JSONObject {
    var lines = BatchLines(file)
    var line = try lines.next()
    while line?.isBlank == true { line = try lines.next() }
    guard let line, let object = (try? JSONParser.parse(line.bytes))?.object,
      BatchHeader.isHeader(object)
    else { return JSONObject() }
    return object
  }

  /// Whether it is the file that was found to be whole, unchanged.
  func isStill(_ offer: BatchOffer) -> Bool {
    guard !offer.isComplete else { return true }
    return status.isSameFile(as: offer.status) && status.size == offer.status.size
      && status.changed == offer.status.changed
  }
}
