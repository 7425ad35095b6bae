internal import SMSCore
internal import SMSJSON
internal import SMSSystem

/// What the messages of a batch have in common besides what its file says.
struct BatchOrigin {
  /// The spool's name in the ledger.
  let spool: String
  /// The file's name without `.jsonl`; nil if it is not UTF-8.
  let stem: String?
  let producer: UInt32
  /// The number under which the file is kept in `.taken/`.
  let taken: Int64
  /// From when on the life of its messages counts.
  let start: WallTime
  let now: WallTime
  let bootTime: BootTime
}

/// One reading of a batch's file, from its beginning to its end.
struct BatchPass: ~Copyable {
  /// The most messages of a batch.
  static let mostMessages = 1_000_000
  /// The largest file, in bytes.
  static let largest: Int64 = 256 << 20

  /// Some messages that follow each other.
  struct Part: Sendable {
    var messages: [Submission] = []
    /// The number of each message's line.
    var lines: [Int] = []
    /// The file is read up to there.
    var place: BatchPlace
    /// Whether the file ends there.
    var isLast = false
  }

  let header: BatchHeader
  private(set) var faults: BatchFaults
  private(set) var messages = 0
  private(set) var segments = 0
  private var place: BatchPlace

  private let origin: BatchOrigin
  private let digest: @Sendable ([UInt8]) -> [UInt8]
  private let reader: BatchLineReader
  private let form: BatchLineForm?
  private var whole: BatchDigest
  private var lines: BatchLines
  /// The first line, if it is no header.
  private var first: BatchLines.Line?
  private var isOver: Bool

  /// Begins to read a file.
  ///
  /// - Parameters:
  ///   - file: The open file, at its beginning.
  ///   - origin: What its messages have in common.
  ///   - rules: What messages may say in a batch of the spool.
  ///   - received: Looks up a message in the spool's `received/` by id.
  ///   - digest: The keyed digest of some bytes.
  /// - Throws: `SystemError` if it cannot be read.
  init(
    _ file: consuming FileDescriptor,
    _ origin: BatchOrigin,
    rules: RequestRules,
    received: @escaping @Sendable (String) -> ReceivedEnds?,
    digest: @escaping @Sendable ([UInt8]) -> [UInt8]
  ) throws(SystemError) {
    var lines = BatchLines(file)
    var line = try lines.next()
    while line?.isBlank == true { line = try lines.next() }
    let object = line.flatMap(Self.header)
    var header = BatchHeaderReader(object, stem: origin.stem, rules: rules, now: origin.now)
    self.header = header.read()
    reader = BatchLineReader(
      self.header,
      rules: rules,
      received: received,
      start: origin.start,
      now: origin.now
    )
    faults = BatchFaults()
    let number = object == nil ? 0 : line?.number ?? 0
    faults.add(header.faults, line: number)
    if faults.isEmpty {
      faults.add(reader.faultsOfDefaults().map { BatchFault($0, line: number) })
    }
    form = faults.isEmpty ? BatchLineForm(reader) : nil
    whole = BatchDigest(of: self.header.canonical, by: digest)
    first = object == nil ? line : nil
    place = BatchPlace(offset: 0, line: 1)
    if object != nil, let line { place = BatchPlace(offset: line.end, line: line.number + 1) }
    isOver = !faults.isEmpty
    self.lines = lines
    self.origin = origin
    self.digest = digest
  }

  /// The header on a line; nil if it has none.
  private static func header(_ line: BatchLines.Line) -> JSONObject? {
    guard !line.isTooLong, let object = (try? JSONParser.parse(line.bytes))?.object,
      BatchHeader.isHeader(object)
    else { return nil }
    return object
  }

  /// The digest of what has been read.
  mutating func digestOfAll() -> [UInt8] { whole.end() }

  /// Adds faults that the file alone does not show.
  mutating func add(_ fault: BatchFault, code: ErrorCode = .invalidRequest) {
    faults.add(fault, code: code)
  }

  mutating func add(_ found: RequestFaults, line: Int) {
    faults.add(found, line: line)
  }

  mutating func add(uncounted more: Int) {
    faults.add(uncounted: more)
  }

  /// Reads on; lines with faults are left out, and their faults are in `faults`.
  ///
  /// - Parameter count: The most messages to read.
  /// - Returns: The next messages.
  /// - Throws: `SystemError` if the file cannot be read.
  mutating func next(_ count: Int) throws(SystemError) -> Part {
    var part = Part(place: place)
    while !isOver, part.messages.count < count {
      guard let line = try nextLine() else {
        isOver = true
        break
      }
      place = BatchPlace(offset: line.end, line: line.number + 1)
      guard !line.isBlank else { continue }
      messages += 1
      guard messages <= Self.mostMessages else {
        faults.add(
          BatchFault(
            line: line.number,
            member: nil,
            rule: "is more than the \(Self.mostMessages) messages that a batch may have",
            repair: "Make several batches of it."
          )
        )
        isOver = true
        break
      }
      take(line, into: &part)
    }
    if isOver { addFaultsOfWhole() }
    part.place = place
    part.isLast = isOver
    return part
  }

  private mutating func nextLine() throws(SystemError) -> BatchLines.Line? {
    if let line = first {
      first = nil
      return line
    }
    return try lines.next()
  }

  private mutating func take(_ line: BatchLines.Line, into part: inout Part) {
    let request: Request
    if let form, let read = BatchLineScanner.request(in: line, form) {
      request = read
    } else {
      switch reader.read(line) {
      case .request(let read): request = read
      case .faults(let found): return faults.add(found, line: line.number)
      }
    }
    if request.id == header.id {
      faults.add(.idOfBatch(request.id, line: line.number), code: .duplicateID)
    }
    if case .message(let message) = request.content { segments += message.segments }
    let submission = submission(request)
    whole.add(submission)
    part.messages.append(submission)
    part.lines.append(line.number)
  }

  private func submission(_ request: Request) -> Submission {
    Submission(
      name: JobName(spool: origin.spool, id: request.id),
      content: request.content,
      hasExplicitID: request.hasExplicitID,
      digest: digest(request.canonical),
      metadata: request.metadata,
      ack: request.ack,
      producer: origin.producer,
      taken: origin.taken,
      acceptedAt: origin.now,
      acceptedOn: origin.bootTime
    )
  }

  private mutating func addFaultsOfWhole() {
    guard faults.isEmpty else { return }
    if messages == 0 {
      faults.add(
        BatchFault(
          line: 0,
          member: nil,
          rule: "the file has no message",
          repair: "Write one request a line."
        )
      )
    } else if let count = header.count, count != messages {
      faults.add(
        BatchFault(
          line: 1,
          member: BatchHeader.Member.count.rawValue,
          rule: "is \(count), and the file has \(messages) messages",
          repair: "Write the whole file before you rename it, or correct the number."
        )
      )
    }
  }

  /// The submission of the batch itself, after the last part.
  mutating func submissionOfAll() -> Submission {
    Submission(
      name: JobName(spool: origin.spool, id: header.id),
      content: .batch(
        BatchRequest(messages: messages, segments: segments, results: header.results)
      ),
      hasExplicitID: header.hasExplicitID,
      digest: digestOfAll(),
      metadata: RequestReader.text(of: header.metadata),
      ack: header.ack,
      producer: origin.producer,
      taken: origin.taken,
      acceptedAt: origin.now,
      acceptedOn: origin.bootTime
    )
  }
}
