import SMSSystem
import Testing

@testable import SMSDaemon

@Suite("A call for a command at the console's socket")
struct CommandCallTests {
  private static let version = CurrentProcess.version

  @Test(
    "is read as it was written",
    arguments: [
      CommandCall(["list"]),
      CommandCall(
        ["show", "é \"\\", "--json"],
        configurationPath: "/etc/a.json5",
        output: .init(columns: 80, rows: 24, hasStyles: true),
        error: .init(columns: 1)
      ),
    ]
  )
  func roundTrip(_ call: CommandCall) throws {
    #expect(try CommandCall(call.body) == call)
    let admitted = AdmittedCall(
      call,
      user: 4_294_967_294,
      rights: .read,
      actGroup: "adm",
      configurationPath: "/c"
    )
    #expect(AdmittedCall(admitted.input) == admitted)
  }

  @Test(
    "is refused with the member and the rule if it is wrong",
    arguments: [
      ("", 400, "the body is not JSON"), ("\u{FEFF}{}", 400, "the body is not JSON"),
      ("[]", 400, "the body must be an object"), ("{}", 400, "version: must be a string"),
      (#"{"version": 1}"#, 400, "version: must be a string"),
      (#"{"version": "0.0.1"}"#, 409, "the daemon is version \(version), and the command 0.0.1"),
    ] as [(String, UInt32, String)]
  )
  func refused(_ body: String, _ status: UInt32, _ line: String) {
    let fault = #expect(throws: CommandCall.Fault.self) { _ = try CommandCall(Array(body.utf8)) }
    #expect(fault?.status == status && fault?.line.hasPrefix(line) == true, "\(body): \(fault)")
  }

  @Test(
    "is refused for each member that is wrong",
    arguments: [
      (#""arguments": []"#, "arguments: must be an array of strings, and not empty"),
      (#""arguments": "list""#, "arguments: must be an array of strings, and not empty"),
      (#""arguments": ["list", 5]"#, "arguments: must be an array of strings, and not empty"),
      (#""arguments": ["list", null]"#, "arguments: must be an array of strings, and not empty"),
      (#""arguments": ["a\u0000b"]"#, "the body is not JSON"),
      (#""arguments": ["a"], "arguments": ["b"]"#, "the body is not JSON"),
      (#""arguments": ["list"], "uid": 0"#, "uid: is not a member"),
      (#""arguments": ["list"], "configuration": 5"#, "configuration: must be a string"),
      (#""arguments": ["list"], "output": []"#, "output: must be an object"),
      (
        #""arguments": ["list"], "output": {"columns": 0}"#,
        "output.columns: must be a whole number from 1 to 10000"
      ),
      (
        #""arguments": ["list"], "error": {"rows": 1e9}"#,
        "error.rows: must be a whole number from 1 to 10000"
      ),
    ]
  )
  func members(_ members: String, _ line: String) {
    let body = "{\"version\": \"\(Self.version)\", \(members)}"
    let fault = #expect(throws: CommandCall.Fault.self) { _ = try CommandCall(Array(body.utf8)) }
    #expect(fault?.status == 400 && fault?.line.hasPrefix(line) == true, "\(members): \(fault)")
  }

  @Test("has a bounded number of arguments")
  func many() throws {
    let most = CommandCall(Array(repeating: "a", count: CommandCall.mostArguments))
    #expect(try CommandCall(most.body) == most)
    let more = CommandCall(Array(repeating: "a", count: CommandCall.mostArguments + 1))
    #expect(throws: CommandCall.Fault.self) { _ = try CommandCall(more.body) }
  }
}
