import SMSSystem

/// The TCP connections of a process's network, as the kernel lists them (proc_pid_net(5)).
enum SocketTable {
  /// A connection.
  struct Row {
    /// Whether it is established; else its end is under way.
    let isEstablished: Bool

    /// Bytes that the other side has not acknowledged.
    let unsent: Int
  }

  /// The connections with unacknowledged bytes.
  ///
  /// - Parameter process: One that lives in the network.
  /// - Returns: Them, in no order.
  /// - Throws: `SystemError` if the process is gone.
  static func unsent(of process: Int32) throws -> [Row] {
    let bytes = try FileDescriptor(opening: "/proc/\(process)/net/tcp").read(upTo: 1 << 20)
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").compactMap { line in
      // Number, local and remote address, state, the two queues' lengths, hexadecimal.
      let words = line.split(separator: " ")
      guard words.count > 4, let state = Int(words[3], radix: 16),
        let unsent = words[4].split(separator: ":").first.flatMap({ Int($0, radix: 16) }),
        unsent > 0, state != 0x0A
      else { return nil }
      return Row(isEstablished: state == 1, unsent: unsent)
    }
  }
}
