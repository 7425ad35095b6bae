import FlowrouteSimulator
import TestSupport
import Testing

@Suite("Callback settings", .throttled)
struct CallbackTests {
  @Test(
    "a callback is set in either shape, read and removed",
    arguments: [
      ("sms_callback", "sms"), ("mms_callback", "mms"), ("sms_dlr_callback", "dlr"),
      ("mms_dlr_callback", "mms_dlr"), ("dlr_callback", "dlr"),
    ]
  )
  func settings(_ name: String, _ product: String) async throws {
    try await Client.run { client in
      let path = "/v2.1/messages/\(name)"
      #expect(await client.get(path).status == 404)
      for body in [
        #"{"callback_url":"https://hooks.example.net/a"}"#,
        #"{"data":{"attributes":{"callback_url":"https://hooks.example.net/b"}}}"#,
      ] {
        #expect(await client.exchange(Client.request("PUT", path, body: body)).status == 204)
      }
      let attributes = await client.get("/v2.2/messages/\(name)").json?.data?.attributes
      #expect(
        attributes
          == .object([
            "api_version": "2.2", "callback_url": "https://hooks.example.net/b",
            "product": .string(product),
          ])
      )
      #expect(await client.exchange(Client.request("DELETE", path)).status == 204)
      #expect(await client.get(path).status == 404)
    }
  }

  @Test("what is not a setting is refused")
  func refused() async throws {
    try await Client.run { client in
      let path = "/v2.1/messages/sms_callback"
      for (body, status) in [
        ("x", 400), ("{}", 422), (#"{"callback_url":"ftp://x"}"#, 422),
        (#"{"callback_url":7}"#, 400),
      ] {
        #expect(await client.exchange(Client.request("PUT", path, body: body)).status == status)
      }
      #expect(await client.get(path).status == 404)
    }
  }

  @Test("v2 has no such settings")
  func version2() async throws {
    try await Client.run { client in
      let request = Client.request("PUT", "/v2/messages/sms_callback", body: "{}")
      #expect(await client.exchange(request).status == 405)
    }
  }
}
