internal import Glibc

/// Calls getpwnam_r(3) and similar functions as they require.
enum AccountLookup {
  /// Space for the strings of one entry; groups with thousands of members need more.
  private static let firstSize = 4096
  private static let largestSize = 16 << 20

  /// Calls with a growing buffer until the entry fits.
  ///
  /// - Parameters:
  ///   - operation: The call's name.
  ///   - shown: What is looked for, escaped for display.
  ///   - empty: An entry to fill.
  ///   - lookup: The call.
  ///   - convert: Copies what is wanted from the entry, before its strings are freed.
  /// - Returns: The value, or nil if there is no such entry.
  /// - Throws: `SystemError` if the database cannot be read.
  static func find<Entry, Value>(
    _ operation: String,
    _ shown: String,
    _ empty: Entry,
    _ lookup: (
      UnsafeMutablePointer<Entry>, UnsafeMutablePointer<CChar>, Int,
      UnsafeMutablePointer<UnsafeMutablePointer<Entry>?>
    ) -> Int32,
    _ convert: (Entry) -> Value
  ) throws(SystemError) -> Value? {
    var size = firstSize
    while true {
      let strings = UnsafeMutablePointer<CChar>.allocate(capacity: size)
      defer { strings.deallocate() }
      var entry = empty
      var found: UnsafeMutablePointer<Entry>?
      do {
        try Errno.checkReturned(operation, shown) { lookup(&entry, strings, size, &found) }
        return found == nil ? nil : convert(entry)
      } catch let error where error.code == ERANGE && size < largestSize {
        size *= 4
      } catch let error where error.isNotFound {
        return nil
      }
    }
  }
}
