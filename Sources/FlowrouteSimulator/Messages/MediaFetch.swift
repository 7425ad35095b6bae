internal import SMSSystem

/// A file of an MMS that the simulator fetched.
package struct FetchedFile: Sendable, Equatable {
  /// Its type, as the server says.
  package let type: String
  package let bytes: [UInt8]
}

/// Fetches files of MMS from this machine, as the provider does while a request is open: with a GET over a
/// connection of its own.
enum MediaFetch {
  /// Why a file is not taken.
  enum Failure: Error {
    case tooLarge
    case notFetched
  }

  /// How long a server may be silent, in seconds.
  private static let patience = 5
  private static let longestHead = 16_384

  /// Fetches a file.
  ///
  /// - Parameter url: Its address.
  /// - Returns: The file; nil for an address that is not http to a loopback address.
  /// - Throws: `Failure`.
  static func file(at url: String) throws(Failure) -> FetchedFile? {
    guard url.hasPrefix("http://"), let target = CallbackTarget(url) else { return nil }
    let answer: [UInt8]
    do throws(SystemError) {
      answer = try exchange(with: target)
    } catch {
      throw .notFetched
    }
    return try file(in: answer)
  }

  /// Asks for a file.
  ///
  /// - Returns: The whole answer, cut where it is too large anyway.
  /// - Throws: `SystemError` if there is no connection, or it breaks.
  private static func exchange(with target: CallbackTarget) throws(SystemError) -> [UInt8] {
    let connection = try FileDescriptor.connected(
      toLoopback: target.port,
      isIPv6: target.isIPv6,
      patience: patience
    )
    let head = """
      GET \(target.path) HTTP/1.1\r
      Host: \(target.host)\r
      User-Agent: Go-http-client/1.1\r
      Connection: close\r
      \r\n
      """
    try connection.write(Array(head.utf8))
    return try connection.read(upTo: longestHead + MagicMedia.largest + 1)
  }

  private static func file(in bytes: [UInt8]) throws(Failure) -> FetchedFile {
    let blank = Array("\r\n\r\n".utf8)
    let end = bytes.indices.prefix(longestHead).first { bytes[$0...].starts(with: blank) }
    guard let end else { throw .notFetched }
    let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n")
    let words = lines.first?.split(separator: " ") ?? []
    guard words.count > 1, words[1] == "200" else { throw .notFetched }
    var fields: [String: String] = [:]
    for line in lines.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2 else { continue }
      fields[parts[0].lowercased()] = String(parts[1].drop { $0 == " " })
    }
    // The provider's own server tells sizes; it is not known what it does without.
    guard let count = fields["content-length"].flatMap({ Int($0) }),
      let type = fields["content-type"]
    else { throw .notFetched }
    guard count <= MagicMedia.largest else { throw .tooLarge }
    let body = Array(bytes[(end + blank.count)...])
    guard body.count == count, count > 0 else { throw .notFetched }
    return FetchedFile(type: type, bytes: body)
  }
}

extension SimulatedProvider {
  /// Fetches the files of an MMS that lie on this machine; or says what is wrong with the first that
  /// cannot be taken.
  func fetch(_ urls: [String]) -> Result<[FetchedFile], MediaRefusal> {
    var files: [FetchedFile] = []
    for url in urls {
      do throws(MediaFetch.Failure) {
        if let file = try MediaFetch.file(at: url) { files.append(file) }
      } catch {
        switch error {
        case .tooLarge: return .failure(MediaRefusal(detail: MagicMedia.tooLarge(url)))
        case .notFetched: return .failure(MediaRefusal(detail: MagicMedia.notFetched(url)))
        }
      }
    }
    return .success(files)
  }
}

/// Why an MMS is not taken, in the provider's words.
struct MediaRefusal: Error {
  let detail: String
}
