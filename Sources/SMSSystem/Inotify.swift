internal import CLinux
internal import Glibc

/// The kernel's notices of changes in directories; hints, since network file systems give none
/// and a full queue loses some (`overflowed`).
///
/// Watch `raw` by a `ReadSource`, and take the events by `read` in its handler.
package struct Inotify: ~Copyable {
  private let descriptor: FileDescriptor
  private let buffer: UnsafeMutableRawBufferPointer

  /// Bytes of one read: some 1,000 events with short names.
  private static let bufferSize = 64 * 1024

  /// The kernel's number; valid as long as this value lives.
  package var raw: Int32 { descriptor.raw }

  /// Makes one without watches.
  ///
  /// - Throws: `SystemError`; `isOutOfDescriptors` also at `fs.inotify.max_user_instances`.
  package init() throws(SystemError) {
    let raw = try Errno.check("inotify_init1") {
      inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
    }
    descriptor = FileDescriptor(owning: raw, path: "inotify")
    buffer = .allocate(
      byteCount: Inotify.bufferSize,
      alignment: MemoryLayout<inotify_event>.alignment
    )
  }

  deinit {
    buffer.deallocate()
  }

  /// Watches what a path leads to; asking again for the same thing changes its mask.
  ///
  /// - Parameters:
  ///   - path: The path; `descriptorPath` of a `Directory` for just that one.
  ///   - mask: What to watch it for.
  /// - Returns: The watch, to tell its events by.
  /// - Throws: `SystemError`; `isOutOfSpace` at `fs.inotify.max_user_watches`.
  package borrowing func watch(
    path: String,
    for mask: InotifyMask
  ) throws(SystemError) -> InotifyEvent.Watch {
    let number = raw
    let watch = try Errno.check("inotify_add_watch", String(escaping: path)) {
      inotify_add_watch(number, path, mask.rawValue)
    }
    return InotifyEvent.Watch(rawValue: watch)
  }

  /// Watches just that directory, wherever it is moved.
  ///
  /// - Parameters:
  ///   - directory: The directory.
  ///   - mask: What to watch it for.
  /// - Returns: The watch, to tell its events by.
  /// - Throws: `SystemError` with the directory's own path; see `watch(path:for:)`.
  package borrowing func watch(
    _ directory: Directory,
    for mask: InotifyMask
  ) throws(SystemError) -> InotifyEvent.Watch {
    let number = raw
    let watch = try Errno.check("inotify_add_watch", directory.path) {
      inotify_add_watch(number, directory.descriptorPath, mask.rawValue)
    }
    return InotifyEvent.Watch(rawValue: watch)
  }

  /// Ends a watch; its last event is `watchEnded`.
  ///
  /// - Throws: `SystemError` if the watch is over already.
  package borrowing func remove(_ watch: InotifyEvent.Watch) throws(SystemError) {
    let number = raw
    try Errno.check("inotify_rm_watch") { inotify_rm_watch(number, watch.rawValue) }
  }

  /// Takes a batch of events, without waiting.
  ///
  /// - Returns: The events in order; none if there are none now.
  /// - Throws: `SystemError`.
  package borrowing func read() throws(SystemError) -> [InotifyEvent] {
    do {
      let count = try descriptor.read(into: buffer)
      return Inotify.parse(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    } catch let error where error.isWouldBlock {
      return []
    }
  }

  /// Splits what the kernel wrote: a header of fixed size, then the name filled up with NULs.
  private static func parse(_ bytes: UnsafeRawBufferPointer) -> [InotifyEvent] {
    let headerSize = MemoryLayout<inotify_event>.size
    var events: [InotifyEvent] = []
    var start = 0
    while start + headerSize <= bytes.count {
      let header = bytes.loadUnaligned(fromByteOffset: start, as: inotify_event.self)
      let end = start + headerSize + Int(header.len)
      let name = bytes[(start + headerSize)..<end].prefix { $0 != 0 }
      events.append(
        InotifyEvent(
          watch: header.wd < 0 ? nil : InotifyEvent.Watch(rawValue: header.wd),
          mask: InotifyMask(rawValue: header.mask),
          cookie: header.cookie,
          name: FileName(bytes: name)
        )
      )
      start = end
    }
    return events
  }
}
