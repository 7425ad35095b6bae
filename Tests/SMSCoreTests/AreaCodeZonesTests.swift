import Testing

@testable import SMSCore

/// The table against itself and against the kinds of the codes.
struct AreaCodeZonesTests {
  private static let all = (200...999).compactMap { AreaCode(String($0)) }

  @Test("every code of Canada and of another country has zones, and only phones' codes have")
  func kinds() {
    for code in Self.all {
      switch code.kind {
      case .canada, .abroad: #expect(!code.zones.isEmpty, "\(code.name)")
      case .unitedStates: break
      case .nonGeographic, .premium, .service, .reserved:
        #expect(code.zones.isEmpty, "\(code.name)")
      }
    }
    #expect(AreaCode.withZones.count > 420)
  }

  @Test("names are those of the IANA database, each once")
  func names() {
    for code in AreaCode.withZones {
      #expect(Set(code.zones).count == code.zones.count, "\(code.name)")
      for zone in code.zones {
        let words = zone.split(separator: "/")
        #expect((2...3).contains(words.count))
        #expect(["America", "Atlantic", "Pacific"].contains(words[0]))
        #expect(words.allSatisfy { $0.first?.isUppercase == true })
      }
    }
  }

  @Test("codes with the same zones share a lane, and no others do")
  func lanes() {
    var zones: [LaneZones: [String]] = [:]
    for code in AreaCode.withZones {
      let lane = LaneZones(of: code)
      #expect(lane.names == code.zones, "\(code.name)")
      #expect(lane.rawValue <= code.code)
      #expect(zones[lane].map { $0 == code.zones } ?? true)
      zones[lane] = code.zones
    }
    #expect(Set(zones.values.map { Set($0) }).count == zones.count)
  }

  @Test(
    "codes of some places",
    arguments: [
      (212, ["America/New_York"]), (850, ["America/New_York", "America/Chicago"]),
      (928, ["America/Phoenix", "America/Denver"]), (808, ["Pacific/Honolulu"]),
      (604, ["America/Vancouver"]), (876, ["America/Jamaica"]), (833, []), (500, []), (299, []),
    ]
  )
  func places(code: Int, zones: [String]) {
    #expect(AreaCode(String(code))?.zones == zones)
  }
}
