internal import FoundationEssentials
internal import Glibc

/// Makes a Swift file of text files: `embed-files OUTPUT FILE…`.
///
/// String literals, since the compiler takes a hundred times as long for the same bytes as an array.
@main
struct EmbedFiles {
  /// A file that cannot be a literal, and why.
  struct Refusal: Error {
    let reason: String
  }

  static func main() {
    let arguments = CommandLine.arguments.dropFirst()
    guard let output = arguments.first else { return leave("usage: embed-files OUTPUT FILE…") }
    do {
      let entries = try arguments.dropFirst().map(entry)
      let source = """
        extension EmbeddedFile {
          static let all: [EmbeddedFile] = [
        \(entries.joined(separator: ",\n"))
          ]
        }

        """
      try source.write(toFile: output, atomically: true, encoding: .utf8)
    } catch let refusal as Refusal {
      leave(refusal.reason)
    } catch {
      leave("\(error)")
    }
  }

  /// The initializer for a file.
  private static func entry(_ path: String) throws -> String {
    let name = String(path.split(separator: "/").last ?? "")
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }) else {
      throw Refusal(reason: "\(path): its name must be like style.css")
    }
    let text = try String(contentsOfFile: path, encoding: .utf8)
    guard !text.contains("\"\"\"###"), !text.contains("\\###"), !text.contains("\r") else {
      throw Refusal(reason: "\(path): it holds the end of a literal, or a carriage return")
    }
    return """
      EmbeddedFile(name: "\(parts[0])", suffix: "\(parts[1])", digest: "\(digest(text))", text: ###\"""
      \(text)
      \"""###)
      """
  }

  /// FNV-1a of 64 bits: the name of a file changes with its content.
  private static func digest(_ text: String) -> String {
    let hash = text.utf8.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { hash, byte in
      (hash ^ UInt64(byte)) &* 0x100_0000_01b3
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  private static func leave(_ reason: String) {
    _ = Array("embed-files: \(reason)\n".utf8).withUnsafeBytes {
      write(2, $0.baseAddress, $0.count)
    }
    exit(1)
  }
}
