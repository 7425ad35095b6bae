internal import CLinux
internal import Glibc

/// The kernel's notifications of changes in directories; only hints, since network file systems
/// send none and a full queue drops some (`overflowed`).
///
/// Watch `raw` with a `ReadSource`, and take the events with `read` in its handler.
package struct Inotify: ~Copyable {
  private let descriptor: FileDescriptor
  private let buffer: UnsafeMutableRawBufferPointer

  /// Bytes of one read: about 1,000 events with short names.
  private static let bufferSize = 64 * 1024

  /// The instance's descriptor; valid as long as this value lives.
  package var raw: Int32 { descriptor.raw }

  /// Makes an instance without watches.
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

  /// Watches the object that a path leads to; a second call for the same object changes its mask.
  ///
  /// - Parameters:
  ///   - path: The path; the `descriptorPath` of a `Directory` means exactly that directory.
  ///   - mask: What to watch it for.
  /// - Returns: The watch, which identifies its events.
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

  /// Watches exactly that directory, wherever it is moved.
  ///
  /// - Parameters:
  ///   - directory: The directory.
  ///   - mask: What to watch it for.
  /// - Returns: The watch, which identifies its events.
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
  /// - Throws: `SystemError` if the watch has ended already.
  package borrowing func remove(_ watch: InotifyEvent.Watch) throws(SystemError) {
    let number = raw
    try Errno.check("inotify_rm_watch") { inotify_rm_watch(number, watch.rawValue) }
  }

  /// Takes a batch of events, without waiting.
  ///
  /// - Returns: The events in order; empty if there are none now.
  /// - Throws: `SystemError` if the read fails.
  package borrowing func read() throws(SystemError) -> [InotifyEvent] {
    do {
      let count = try descriptor.read(into: buffer)
      return Inotify.parse(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    } catch let error where error.isWouldBlock {
      return []
    }
  }

  /// Splits what the kernel wrote: a header of fixed size, then the name padded with NULs.
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

/// One change that inotify reports.
package struct InotifyEvent: Equatable, Sendable {
  /// Identifies a watch of one `Inotify`; the kernel does not reuse numbers.
  package struct Watch: RawRepresentable, Hashable, Sendable {
    package let rawValue: Int32

    package init(rawValue: Int32) {
      self.rawValue = rawValue
    }
  }

  /// The watch that saw it; nil if events of any watch were lost (`overflowed`).
  package let watch: Watch?

  /// What happened.
  package let mask: InotifyMask

  /// The same number in a `movedFrom` and the matching `movedTo`; otherwise 0.
  package let cookie: UInt32

  /// The entry of the watched directory that it happened to; nil for the watched object itself.
  package let name: FileName?
}

/// What inotify watches a file or directory for, or has seen on it (inotify(7)).
package struct InotifyMask: OptionSet, Sendable {
  package let rawValue: UInt32

  package init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  /// Combines flags; unlike the standard library's, this initializer does not allocate.
  package init(arrayLiteral flags: InotifyMask...) {
    rawValue = flags.reduce(0) { $0 | $1.rawValue }
  }

  package static let modified = InotifyMask(rawValue: UInt32(IN_MODIFY))
  package static let attributesChanged = InotifyMask(rawValue: UInt32(IN_ATTRIB))
  /// A file that was open for writing was closed.
  package static let closedAfterWriting = InotifyMask(rawValue: UInt32(IN_CLOSE_WRITE))
  package static let movedFrom = InotifyMask(rawValue: UInt32(IN_MOVED_FROM))
  package static let movedTo = InotifyMask(rawValue: UInt32(IN_MOVED_TO))
  package static let created = InotifyMask(rawValue: UInt32(IN_CREATE))
  package static let removed = InotifyMask(rawValue: UInt32(IN_DELETE))
  /// The watched object itself was removed.
  package static let selfRemoved = InotifyMask(rawValue: UInt32(IN_DELETE_SELF))
  /// The watched object itself was moved.
  package static let selfMoved = InotifyMask(rawValue: UInt32(IN_MOVE_SELF))

  // Only in events, never requested.

  /// The file system with the watched object was unmounted.
  package static let unmounted = InotifyMask(rawValue: UInt32(IN_UNMOUNT))
  /// Events of any watch were lost; the event's watch is nil.
  package static let overflowed = InotifyMask(rawValue: UInt32(IN_Q_OVERFLOW))
  /// The watch has ended: it was removed, or its object was.
  package static let watchEnded = InotifyMask(rawValue: UInt32(IN_IGNORED))
  /// The event's object is a directory.
  package static let isDirectory = InotifyMask(rawValue: UInt32(IN_ISDIR))

  // Only requested, never in events.

  /// Watch only a directory, and fail for anything else.
  package static let onlyDirectory = InotifyMask(rawValue: UInt32(IN_ONLYDIR))
}
