internal import SMSCore
internal import SMSSystem

/// A file below a spool's `media/`, read whole and found right.
struct MediaOriginal {
  /// What is wrong with one.
  struct Fault: Error, Equatable {
    /// To be put after the member.
    let rule: String
    let repair: String
    var code: ErrorCode = .invalidRequest
  }

  enum Trouble: Error {
    case fault(Fault)
    /// Not the file's own.
    case system(SystemError)
  }

  let bytes: [UInt8]
  /// Its type, see `MediaType`.
  let suffix: String
  let status: FileStatus

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - path: Its path, as `MediaPath` allows it.
  ///   - media: The spool's `media/`.
  ///   - owner: The owner of the request that names it.
  ///   - room: The most bytes that it may have.
  ///   - whileReading: Called between the first look and the last.
  /// - Throws: `Trouble`.
  init(
    at path: String,
    in media: Directory,
    of owner: UInt32,
    room: Int,
    whileReading: () -> Void = {}
  ) throws(Trouble) {
    let content: Result<(bytes: [UInt8], status: FileStatus), Fault>
    do throws(SystemError) {
      let file = try media.openFile(beneath: path)
      content = try Self.content(of: file, owner, room, whileReading)
    } catch {
      throw Self.trouble(of: error)
    }
    switch content {
    case .failure(let fault): throw .fault(fault)
    case .success(let content):
      suffix = MediaType.suffix(of: Array(content.bytes.prefix(MediaType.lookedAt)))
      bytes = content.bytes
      status = content.status
    }
    guard MediaType.sent[suffix] != nil else { throw .fault(.type) }
  }

  private static func content(
    of file: borrowing FileDescriptor,
    _ owner: UInt32,
    _ room: Int,
    _ whileReading: () -> Void
  ) throws(SystemError) -> Result<(bytes: [UInt8], status: FileStatus), Fault> {
    let status = try file.status()
    if let fault = fault(of: status, owner, room) { return .failure(fault) }
    let bytes = try file.read(size: status.size, upTo: room + 1)
    whileReading()
    let isSame = try file.status() == status && Int64(bytes.count) == status.size
    return isSame ? .success((bytes, status)) : .failure(.changed)
  }

  private static func fault(of status: FileStatus, _ owner: UInt32, _ room: Int) -> Fault? {
    switch status.kind {
    case .regular: break
    case .directory:
      return Fault(rule: "is a directory", repair: "Name a file in it.")
    default:
      return Fault(
        rule: "is a \(status.kind.rawValue), not a file",
        repair: "Put a copy of the file into media/."
      )
    }
    guard status.user == owner else {
      return Fault(
        rule: "belongs to \(UserAccount.label(status.user)), not to the request's owner",
        repair: "Write both as \(UserAccount.label(owner))."
      )
    }
    guard status.links == 1 else {
      return Fault(
        rule: "has \(status.links) names (hard links)",
        repair: "Put a copy of the file into media/."
      )
    }
    guard status.size > 0 else {
      return Fault(
        rule: "is empty",
        repair: "Write the whole file before the request that names it."
      )
    }
    return status.size > Int64(room) ? .tooLarge : nil
  }

  private static func trouble(of error: SystemError) -> Trouble {
    if error.isSymbolicLink {
      return .fault(
        Fault(
          rule: "is a symbolic link, or lies behind one",
          repair: "Put a copy of the file into media/."
        )
      )
    }
    if error.isNotFound || error.isNotDirectory || error.isNameTooLong {
      return .fault(
        Fault(
          rule: "is not in the spool's media/",
          repair: "Put the file there before the request that names it, or correct the path."
        )
      )
    }
    if error.isCrossDevice {
      return .fault(
        Fault(
          rule: "lies outside of media/, or on another mount",
          repair: "Put a copy of the file into media/."
        )
      )
    }
    if error.isPermissionDenied {
      return .fault(
        Fault(
          rule: "cannot be read by the daemon",
          repair:
            "Let the group read it (chmod g+r), and enter the directories above it (chmod g+x)."
        )
      )
    }
    if error.isNoDevice {
      return .fault(
        Fault(rule: "is a socket, not a file", repair: "Put a copy of the file into media/.")
      )
    }
    return .system(error)
  }
}

extension MediaOriginal.Fault {
  static let changed = MediaOriginal.Fault(
    rule: "was changed while it was copied",
    repair:
      "Write the whole file before the request that names it, and leave it until that is accepted."
  )

  static let type = MediaOriginal.Fault(
    rule: "is not of a type that phones show, by its first bytes",
    repair: "Send JPEG, PNG, GIF or BMP, or 3GP, MP4, AVI, MPEG, AMR, MIDI, WAV, AC-3 or MP3."
  )

  static let tooLarge = MediaOriginal.Fault(
    rule: "makes the message larger than the \(Media.largest / 1_000) kB that an MMS holds",
    repair: "Make the files smaller, or send several messages.",
    code: .mediaTooLarge
  )
}
