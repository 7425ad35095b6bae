import SMSCore
import SMSDaemon
import SMSJSON
import TestSupport
import Testing

@testable import SMSCommands

@Suite("Tables of any bytes") struct TableFuzzTests {
  private static let corpus = [
    "phone,first_name\n12065550142,Jo\n12065550143,Zoë\n",
    "\u{FEFF}sep=;\r\nFirst Name;note;phone\r\n\"a\"\"b\";;\"(206) 555-0142\"\r\n",
    "first_name\tphone\n\"two\nlines\"\t12065550142\n\n x \t2065550143",
    "phone,first_name,\"a,b\"\n+12065550142,\"é\",1.2E+10\n",
  ]
  private static let words = [
    "\"", "\"\"", ",", ";", "\t", "\n", "\r\n", "sep=", "phone", "\u{FEFF}",
  ]

  /// What a table makes of a file.
  private struct Reading: Equatable {
    var requests: [Int: JSONObject] = [:]
    var faults: [Int: String] = [:]
    var end: String?
  }

  private static func read(_ bytes: [UInt8]) throws -> Reading {
    let text = "Hi {first_name}"
    var table = RequestTable(
      RequestTable.Form(
        template: try TextTemplate(text),
        text: text,
        recipient: "phone",
        members: JSONObject()
      )
    )
    var reading = Reading()
    var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
    if lines.last == [] { lines.removeLast() }
    for (index, line) in lines.enumerated() {
      do throws(LineFault) {
        let found = try table.request(
          in: LineReader.Line(number: index + 1, bytes: line, end: 0)
        )
        if let found { reading.requests[found.line] = found.request }
      } catch {
        reading.faults[index + 1] = error.message
      }
    }
    do throws(LineFault) { try table.end() } catch { reading.end = error.message }
    return reading
  }

  @Test("every row of any file is a request of its fields, or a fault with a repair")
  func files() async throws {
    let mutator = FuzzMutator(corpus: Self.corpus.map { Array($0.utf8) }, words: Self.words)
    let campaign = FuzzCampaign("table", mutator: mutator, budget: .ofEnvironment(share: 0.5))
    try await campaign.run { bytes in
      guard let reading = try? Self.read(bytes) else { return "it cannot be read" }
      for (_, request) in reading.requests {
        guard request.members.map(\.name) == ["to", "fields"], request["to"]?.string != nil,
          request["fields"]?.object?.members.map(\.name) == ["first_name"]
        else { return "a request with other members: \(request)" }
      }
      let faults = Array(reading.faults.values) + [reading.end].compactMap(\.self)
      guard faults.allSatisfy({ $0.contains("; ") || $0.contains(", ") || $0.contains("quote") })
      else { return "a fault without a repair: \(faults)" }
      return nil
    }
  }

  @Test("the corpus is read, so that there is something to break")
  func corpus() throws {
    for text in Self.corpus {
      let reading = try Self.read(Array(text.utf8))
      #expect(!reading.requests.isEmpty && reading.faults.isEmpty && reading.end == nil)
    }
  }

  @Test("what is written with quotes where they are needed is read as it was", arguments: 1...40)
  func written(_ seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let pieces = ["\"", ",", ";", "\t", "\n", " ", "x", "é", "=", "'", "12065550142"]
    let delimiter = random.pick([",", ";", "\t"])
    let names = (0..<random.below(4)).map { "column \($0)" } + ["phone", "first_name"]
    var rows: [[String]] = []
    for _ in 0...random.below(20) {
      rows.append(
        names.map { _ in (0..<random.below(6)).map { _ in random.pick(pieces) }.joined() }
      )
    }
    var text = names.joined(separator: delimiter) + "\n"
    var first = 2
    var expected: [Int: JSONObject] = [:]
    for row in rows {
      let written = row.map { DelimitedLine.field($0) }.joined(separator: delimiter)
      text += written + "\n"
      // An empty first field of a row does not make it a blank line: there is a second one.
      expected[first] = JSONObject([
        ("to", .string(row[row.count - 2])),
        ("fields", .object(JSONObject([("first_name", .string(row[row.count - 1]))]))),
      ])
      first += 1 + written.utf8.count { $0 == 0x0A }
    }
    let isBlank = { (row: [String]) in delimiter == "\t" && row.allSatisfy(\.isEmpty) }
    let reading = try Self.read(Array(text.utf8))
    #expect(reading.faults.isEmpty && reading.end == nil, "\(reading.faults)")
    let blank = rows.filter(isBlank).count
    #expect(reading.requests.count == rows.count - blank)
    for (line, request) in reading.requests { #expect(request == expected[line], "line \(line)") }
  }
}
