internal import SMSCore
internal import SMSJSON

extension RecentRates {
  /// The note: `{"slice_ms": 5000, "end", "slices": [[number, accepted, sent, failed, deferred,
  /// expired]], "accounts": {"<name>": [[number, sent]]}}`.
  var note: String {
    let numbers = slices.keys.sorted()
    let rows = numbers.map { number in
      [number] + Kind.allCases.map { Int64(slices[number]?.kinds[$0] ?? 0) }
    }
    let names = Set(slices.values.flatMap(\.accounts.keys)).sorted()
    let accounts = names.map { name in
      let sent = numbers.compactMap { number in
        slices[number]?.accounts[name].map { [number, Int64($0)] }
      }
      return (name, Self.json(sent))
    }
    let object = JSONObject([
      ("slice_ms", .number(JSONNumber(Self.slice))), ("end", .string(end.text)),
      ("slices", Self.json(rows)), ("accounts", .object(JSONObject(accounts))),
    ])
    return String(decoding: JSONWriter.write(.object(object), as: .compact), as: UTF8.self)
  }

  private static func json(_ rows: [[Int64]]) -> JSONValue {
    .array(rows.map { .array($0.map { .number(JSONNumber($0)) }) })
  }

  /// Reads a note; anything else counts as nothing.
  package init(note: String?) {
    self.init()
    guard let note, let object = (try? JSONParser.parseWritten(Array(note.utf8)))?.object,
      object["slice_ms"]?.number?.int64 == Self.slice,
      let end = object["end"]?.string.flatMap(RFC3339.time)
    else { return }
    var slices: [Int64: Counts] = [:]
    for row in Self.rows(object["slices"]) where row.count > Kind.allCases.count {
      for (kind, count) in zip(Kind.allCases, row.dropFirst()) where count > 0 {
        slices[row[0], default: Counts()].kinds[kind] = Int(clamping: count)
      }
    }
    for account in object["accounts"]?.object?.members ?? [] {
      for row in Self.rows(account.value) where row.count == 2 {
        slices[row[0], default: Counts()].accounts[account.name] = Int(clamping: row[1])
      }
    }
    self.init(slices, end: end)
  }

  /// Rows of numbers that can be calculated with.
  private static func rows(_ value: JSONValue?) -> [[Int64]] {
    (value?.array ?? []).map { row in (row.array ?? []).compactMap(\.number?.int64) }
      .filter { row in row.allSatisfy { $0 >= 0 && $0 < 1 << 40 } }
  }
}
