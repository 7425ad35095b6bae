import SMSSystem

/// The TCP connections of a process's network namespace, from the kernel (proc_pid_net(5)).
enum SocketTable {
  /// A connection.
  struct Row {
    /// Whether it is established; otherwise it is being closed.
    let isEstablished: Bool

    /// Bytes that the peer has not acknowledged.
    let unsent: Int
  }

  /// The connections with unacknowledged bytes.
  ///
  /// - Parameter process: A process in the network namespace.
  /// - Returns: The connections, in no particular order.
  /// - Throws: `SystemError` if the process no longer exists.
  static func unsent(of process: Int32) throws -> [Row] {
    let bytes = try FileDescriptor(opening: "/proc/\(process)/net/tcp").read(upTo: 1 << 20)
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").compactMap { line in
      // Number, local and remote address, state, lengths of the two queues, in hexadecimal.
      let words = line.split(separator: " ")
      guard words.count > 4, let state = Int(words[3], radix: 16),
        let unsent = words[4].split(separator: ":").first.flatMap({ Int($0, radix: 16) }),
        unsent > 0, state != 0x0A
      else { return nil }
      return Row(isEstablished: state == 1, unsent: unsent)
    }
  }
}
