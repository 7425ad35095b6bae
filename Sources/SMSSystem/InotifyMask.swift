internal import CLinux

/// What inotify watches a file or directory for, or saw of it (inotify(7)).
package struct InotifyMask: OptionSet, Sendable {
  package let rawValue: UInt32

  package init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  /// Several at once; the one of the standard library allocates for each flag, used elsewhere.
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
  /// The watched thing itself was removed.
  package static let selfRemoved = InotifyMask(rawValue: UInt32(IN_DELETE_SELF))
  /// The watched thing itself got another path.
  package static let selfMoved = InotifyMask(rawValue: UInt32(IN_MOVE_SELF))

  // Only seen, never asked for.

  /// The file system of the watched thing was unmounted.
  package static let unmounted = InotifyMask(rawValue: UInt32(IN_UNMOUNT))
  /// Events were lost, of any watch; the event's watch is nil.
  package static let overflowed = InotifyMask(rawValue: UInt32(IN_Q_OVERFLOW))
  /// The watch is over: removed, or its object is gone.
  package static let watchEnded = InotifyMask(rawValue: UInt32(IN_IGNORED))
  /// The named thing is a directory.
  package static let isDirectory = InotifyMask(rawValue: UInt32(IN_ISDIR))

  // Only asked for, never seen.

  /// Watch only a directory, and fail for anything else.
  package static let onlyDirectory = InotifyMask(rawValue: UInt32(IN_ONLYDIR))
}
