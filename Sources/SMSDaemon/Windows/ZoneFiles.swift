package import SMSCore
internal import SMSSystem

/// The system's time zones: compiled files of the IANA database, as `tzdata` installs them.
package struct ZoneFiles: Sendable {
  package static let standardDirectory = "/usr/share/zoneinfo"
  /// What to do where they are missing.
  package static let repair = "Install them: apt-get install tzdata"
  /// No zone comes near.
  private static let mostBytes = 1 << 20

  /// The file of the system's own zone.
  static let systemZone = "/etc/localtime"

  package let directory: String

  package init(_ directory: String = standardDirectory) {
    self.directory = directory
  }

  /// Why a zone cannot be used.
  package enum Problem: Error, Hashable, Sendable {
    /// There is no database at all.
    case noDatabase
    case noSuchZone
    /// To follow the file's name.
    case unusable(String)
  }

  /// Reads a zone.
  ///
  /// - Parameter name: Its IANA name.
  /// - Returns: Its rules.
  /// - Throws: `Problem`.
  package func rules(of name: String) throws(Problem) -> ZoneRules {
    let isDirectory = (try? FileStatus(of: path(of: name)))?.kind == .directory
    guard Self.isName(name), !isDirectory else { throw .noSuchZone }
    let bytes: [UInt8]
    do throws(SystemError) {
      let file = try FileDescriptor(opening: path(of: name), [.readOnly, .nonBlocking])
      bytes = try file.read(upTo: Self.mostBytes)
    } catch {
      guard error.isNotFound || error.isNotDirectory else {
        throw .unusable("cannot be read: \(error.cause)")
      }
      throw (try? Directory(entering: directory)) == nil ? .noDatabase : .noSuchZone
    }
    do throws(ZoneFileError) {
      return try ZoneRules(compiled: bytes)
    } catch {
      throw .unusable(error.rule)
    }
  }

  /// The rules of the system's own zone; UTC where none is set.
  func systemRules() -> ZoneRules {
    guard let file = try? FileDescriptor(opening: Self.systemZone, [.readOnly, .nonBlocking]),
      let bytes = try? file.read(upTo: Self.mostBytes), let rules = try? ZoneRules(compiled: bytes)
    else { return .utc }
    return rules
  }

  func path(of name: String) -> String { "\(directory)/\(name)" }

  /// Whether a text may be the name of a zone: words separated by slashes.
  static func isName(_ text: String) -> Bool {
    let words = text.split(separator: "/", omittingEmptySubsequences: false)
    return !text.isEmpty
      && words.allSatisfy { word in
        !word.isEmpty && word != "." && word != ".."
          && word.utf8.allSatisfy { byte in
            let letter = byte | 0x20
            return (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(letter)
              || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
              || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
              || byte == UInt8(ascii: "+")
          }
      }
  }

  /// The release of the database, such as `2026b`; nil if it does not say.
  package var release: String? {
    let file = try? FileDescriptor(opening: path(of: "tzdata.zi"), [.readOnly, .nonBlocking])
    guard let file, let bytes = try? file.read(upTo: 64) else { return nil }
    let line = String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    let words = line.split(separator: " ")
    return words.count == 3 && words[1] == "version" ? String(words[2]) : nil
  }

  /// What changes when the zones are installed anew.
  ///
  /// - Parameter names: The zones in use.
  /// - Returns: The status of each file; missing ones are left out.
  func mark(of names: Set<String>) -> [String: FileStatus] {
    names.union(["tzdata.zi"]).reduce(into: [:]) { $0[$1] = try? FileStatus(of: path(of: $1)) }
  }
}
