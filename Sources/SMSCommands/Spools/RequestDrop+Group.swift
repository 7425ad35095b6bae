package import SMSSystem

extension RequestDrop {
  /// Submits many requests with two syncs of the file system instead of two for each file.
  ///
  /// - Parameter group: The requests, in the order they appear.
  /// - Throws: `SystemError`; the first requests of the group may have been submitted then.
  package func submit(_ group: [(id: String, bytes: [UInt8])]) throws(SystemError) {
    var hidden: [FileName] = []
    do throws(SystemError) {
      for request in group {
        let name = try hiddenName()
        hidden.append(name)
        let file = try write(request.bytes, as: name)
        if hidden.count == group.count { try file.syncFileSystem() }
      }
      for (name, request) in zip(hidden, group) { try publish(name, id: request.id) }
      try syncFileSystem()
    } catch {
      for name in hidden { _ = withdraw(name) }
      throw error
    }
  }

  /// The directory itself may not be opened for reading, which `syncfs` wants; any new file does.
  private func syncFileSystem() throws(SystemError) {
    let name = try hiddenName()
    defer { _ = withdraw(name) }
    try write([], as: name).syncFileSystem()
  }
}
