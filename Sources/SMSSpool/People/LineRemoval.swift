internal import SMSCore
package import SMSSystem

/// Removes the lines that name a phone from the results of a batch, in steps, while lines may be
/// appended between two of them.
///
/// The other lines are copied to a new file, which then takes the name; a crash before that changes
/// nothing. What follows the last newline is no result, and is left out. It must run where the lines
/// are appended: between the last look at the file and the new name, none may be.
package struct LineRemoval: ~Copyable {
  /// A part of at least that many bytes is one of many.
  private static let longPart = 1 << 19

  private let directory: Directory
  private let name: FileName
  private let pattern: PhonePattern
  private let old: FileDescriptor
  private let new: FileDescriptor
  private let temporary: FileName
  private var lines = WholeLines()
  private var isSynced = false
  private var isRenamed = false
  /// How many lines were left out so far.
  package private(set) var removed = 0

  init(
    _ name: FileName,
    in directory: Directory,
    naming pattern: PhonePattern
  ) throws(SystemError) {
    let old = try directory.openFile(name, .readForeign)
    let mode = try old.status().mode
    let temporary = try FileName.temporary()
    let new = try directory.createFile(temporary, mode: mode)
    self.directory = directory
    self.name = name
    self.pattern = pattern
    self.old = old
    self.new = new
    self.temporary = temporary
  }

  deinit {
    if !isRenamed { try? directory.unlink(temporary) }
  }

  /// Copies a part, or gives the new file its name.
  ///
  /// - Returns: Whether it is done.
  /// - Throws: `SystemError`; the old file is as it was.
  package mutating func step() throws(SystemError) -> Bool {
    guard isSynced else {
      // A short part is the end for now; what is appended meanwhile comes last.
      if try copy() >= Self.longPart { return false }
      // Most of it goes to the disk while others may still append.
      try new.sync()
      isSynced = true
      return false
    }
    while try copy() > 0 {}
    guard removed > 0, try isStillThere() else { return true }
    try new.sync()
    try directory.rename(temporary, to: directory, as: name)
    isRenamed = true
    try directory.sync()
    return true
  }

  /// - Returns: How many bytes were read.
  private mutating func copy() throws(SystemError) -> Int {
    guard let block = try lines.next(in: old) else { return 0 }
    guard pattern.occurs(in: block) else {
      try new.write(block)
      return block.count
    }
    var kept: [UInt8] = []
    for line in WholeLines.split(block) {
      if pattern.occurs(in: Array(line)) {
        removed += 1
      } else {
        kept += line
        kept.append(UInt8(ascii: "\n"))
      }
    }
    try new.write(kept)
    return block.count
  }

  /// Whether the file was neither removed nor replaced meanwhile.
  private func isStillThere() throws(SystemError) -> Bool {
    do throws(SystemError) {
      return try directory.status(name).isSameFile(as: old.status())
    } catch {
      if error.isNotFound { return false }
      throw error
    }
  }
}
