package import SMSCore

/// The paths of files below a spool's `media/`, as requests name them.
package enum MediaPath {
  /// The most bytes of one.
  static let longest = 1_024

  /// How the name of a file begins that serves one request only.
  ///
  /// The daemon removes it once that is accepted, or a day after it came. It lies in `media/` itself.
  package static let oncePrefix = "once-"

  /// How old such a file becomes that no request took.
  package static let onceAge = Interval(seconds: 86_400)

  static func isOnce(_ path: String) -> Bool {
    path.hasPrefix(oncePrefix) && !path.contains("/")
  }

  /// What is wrong with a path, and how to repair it; nil if nothing is.
  static func fault(of path: String) -> (rule: String, repair: String)? {
    guard !path.hasPrefix("/") else {
      return (
        "must be a path below media/, and not begin with a slash",
        "Put the file into the spool's media/, and name it like picture.jpg."
      )
    }
    guard (1...longest).contains(path.utf8.count) else {
      return ("must have 1 to \(longest) bytes", "Name the file like picture.jpg.")
    }
    guard !path.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
      return ("has a control character", "Give the file a name without one.")
    }
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard !parts.contains(where: { ["", ".", ".."].contains($0) }) else {
      return (
        "must lead to a file below media/, without empty parts, . and ..",
        "Write it like picture.jpg or campaign/picture.jpg."
      )
    }
    return nil
  }
}
