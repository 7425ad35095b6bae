internal import SMSCore
internal import SMSSystem

/// Refusals based on the file itself, regardless of its content.
struct FileRefusals {
  private let name: FileName
  /// The name without `.json` or `.jsonl`; nil if it is not valid UTF-8.
  let stem: String?
  private let isBatch: Bool

  init(_ name: FileName) {
    self.name = name
    stem = SpoolNames.stem(of: name)
    isBatch = SpoolNames.isBatch(name)
  }

  /// The refusal of a file that is not regular or is too large; otherwise nil.
  func refusal(of status: FileStatus) -> Refusal? {
    if status.kind != .regular { return notRegular(status.kind) }
    return status.size > (isBatch ? BatchPass.largest : Int64(RequestDecoder.largest))
      ? tooLarge : nil
  }

  private func notRegular(_ kind: FileKind) -> Refusal {
    refusal(
      .unreadableRequest,
      "The request is a \(kind.rawValue), not a regular file.",
      "Write the request itself to incoming/ as a regular file; a \(kind.rawValue) is not read."
    )
  }

  var linked: Refusal {
    refusal(
      .unreadableRequest,
      "The request file has more than one link.",
      """
      A file that another name leads to could change later. Rename the file into incoming/, or \
      remove the other link within 10 s.
      """
    )
  }

  var tooLarge: Refusal {
    guard !isBatch else {
      return refusal(
        .requestTooLarge,
        "The batch is larger than \(BatchPass.largest >> 20) MiB.",
        "A batch has \(BatchPass.mostMessages) messages at most: make several of it."
      )
    }
    return refusal(
      .requestTooLarge,
      "The request is larger than 64 KiB.",
      "A request has \(RequestDecoder.largest) bytes at most; one file holds one request."
    )
  }

  /// The refusal of a file that the daemon may not read; the hint suggests a mode and a group.
  func unreadable(_ error: SystemError, _ status: FileStatus, group: String) -> Refusal {
    refusal(
      .unreadableRequest,
      "The daemon may not read the request file (\(error.cause)).",
      """
      Its mode is \(String(status.mode, radix: 8)), its owner \(status.user), its group \
      \(status.group). Make it readable before you rename it into incoming/: chmod 644, or \
      chgrp \(group) and chmod 640.
      """
    )
  }

  private func refusal(_ code: ErrorCode, _ message: String, _ hint: String) -> Refusal {
    Refusal(
      id: stem.flatMap { RequestID.isValid($0) ? $0 : nil },
      kind: isBatch ? BatchHeader.kind : nil,
      error: JobError(code: code, message: message, hint: hint)
    )
  }
}
