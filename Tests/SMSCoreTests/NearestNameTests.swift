import SMSCore
import Testing

struct NearestNameTests {
  @Test(
    "the nearest name is near",
    arguments: [
      ("prioritty", "priority"), ("TO", "to"), ("t", "to"), ("notbefore", "not_before"),
      ("phone", nil), (String(repeating: "a", count: 65), nil),
    ] as [(String, String?)]
  )
  func nearest(_ name: String, _ expected: String?) {
    let known = ["to", "priority", "not_before", "ttl_seconds"]
    #expect(NearestName.of(name, among: known) == expected)
  }
}
