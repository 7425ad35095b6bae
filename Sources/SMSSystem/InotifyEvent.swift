/// One change that inotify reports.
package struct InotifyEvent: Equatable, Sendable {
  /// Names a watch of one `Inotify`; the kernel does not use a number again.
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

  /// The same number in a `movedFrom` and the `movedTo` that belongs to it; else 0.
  package let cookie: UInt32

  /// What it happened to, inside the watched directory; nil for the watched thing itself.
  package let name: FileName?
}
