/// Finds the known name that a misspelt one was meant to be.
package enum NearestName {
  /// Longer names are not compared, as no known one is similar.
  private static let longest = 64

  /// The known name at the least distance, if that is at most a third of its length, 1 to 3.
  package static func of(_ name: String, among known: [String]) -> String? {
    let letters = Array(name.utf8.prefix(longest + 1))
    guard letters.count <= longest else { return nil }
    var best: (name: String, distance: Int)?
    for candidate in known {
      let distance = distance(letters, Array(candidate.utf8))
      let allowed = min(3, max(1, candidate.utf8.count / 3))
      if distance <= allowed, distance < best?.distance ?? .max {
        best = (candidate, distance)
      }
    }
    return best?.name
  }

  /// The number of edits from one to the other: insert, delete or replace a byte, or swap two
  /// neighbors (optimal string alignment; case is ignored).
  private static func distance(_ first: [UInt8], _ second: [UInt8]) -> Int {
    let first = first.map(lowercase)
    let second = second.map(lowercase)
    var rows = [Array(0...second.count)]
    for i in first.indices {
      var row = [i + 1]
      for j in second.indices {
        var edits = min(
          rows[i][j] + (first[i] == second[j] ? 0 : 1),
          rows[i][j + 1] + 1,
          row[j] + 1
        )
        if i > 0, j > 0, first[i] == second[j - 1], first[i - 1] == second[j] {
          edits = min(edits, rows[i - 1][j - 1] + 1)
        }
        row.append(edits)
      }
      rows.append(row)
    }
    return rows[first.count][second.count]
  }

  private static func lowercase(_ byte: UInt8) -> UInt8 {
    byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
  }
}
