internal import SMSCore
internal import SMSSystem

/// Opens, reads and judges one request file, without blocking or following links.
struct RequestFileReader {
  let decoder: RequestDecoder
  /// The spool's group, for hints.
  let group: String
  let now: WallTime

  /// Looks at a file.
  ///
  /// - Parameters:
  ///   - name: Its name in `directory`.
  ///   - original: The name that its producer gave it.
  ///   - directory: `incoming/` or `.taken/`.
  ///   - takesLinks: Whether to accept extra links, as in `.taken/`, where producers cannot link.
  /// - Returns: What was found; the file is closed again.
  func look(
    at name: FileName,
    original: FileName,
    in directory: Directory,
    takesLinks: Bool = false
  ) -> RequestLook {
    let refusals = FileRefusals(original)
    do {
      let file = try directory.openFile(name, .readForeign)
      let status = try file.status()
      if let early = refusals.refusal(of: status) { return .found(status, .refused(early)) }
      if status.links == 0 { return .gone }
      if status.links > 1, !takesLinks { return .found(status, .linked(refusals.linked)) }
      // It is read elsewhere, as that may take seconds.
      if SpoolNames.isBatch(original) { return .found(status, .batch) }
      let bytes = try file.read(size: status.size, upTo: RequestDecoder.largest + 1)
      if bytes.count > RequestDecoder.largest { return .found(status, .refused(refusals.tooLarge)) }
      return .found(status, judge(bytes, status, refusals))
    } catch {
      return judge(error, name, directory, refusals)
    }
  }

  private func judge(
    _ bytes: [UInt8],
    _ status: FileStatus,
    _ refusals: FileRefusals
  ) -> RequestLook.Finding {
    let origin = RequestOrigin(
      stem: refusals.stem,
      changedAt: WallTime(nanoseconds: status.changed),
      now: now
    )
    do {
      return .request(try decoder.decode(bytes, from: origin))
    } catch {
      return switch error {
      case .notJSON(let refusal): .unfinished(refusal)
      case .refused(let refusal): .refused(refusal)
      }
    }
  }

  /// Judges a file that could not be opened or read, by its status.
  private func judge(
    _ error: SystemError,
    _ name: FileName,
    _ directory: Directory,
    _ refusals: FileRefusals
  ) -> RequestLook {
    if error.isNotFound { return .gone }
    if error.isOutOfDescriptors { return .blocked(error) }
    let status: FileStatus
    do {
      status = try directory.status(name)
    } catch {
      return error.isNotFound ? .gone : .skipped(error)
    }
    if let refusal = refusals.refusal(of: status) { return .found(status, .refused(refusal)) }
    if error.isPermissionDenied {
      return .found(status, .unfinished(refusals.unreadable(error, status, group: group)))
    }
    return .skipped(error)
  }
}

/// What one look at a request file found.
enum RequestLook {
  /// The file no longer exists.
  case gone
  /// Nothing can be opened at the moment, by this process or on this machine.
  case blocked(SystemError)
  /// The device failed on this file, which stays where it is.
  case skipped(SystemError)
  case found(FileStatus, Finding)

  enum Finding {
    case request(Request)
    /// A file of many requests, not read yet.
    case batch
    /// Not acceptable, but possibly still being written.
    case unfinished(Refusal)
    /// It has more than one link: a submission by link(2) in progress, or a permanent link.
    case linked(Refusal)
    case refused(Refusal)
  }
}
