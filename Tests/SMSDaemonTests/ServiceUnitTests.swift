import TestSupport
import Testing

@testable import SMSDaemon

@Suite("The daemon's unit, as systemd reports it", .throttled)
struct ServiceUnitTests {
  /// What busctl of systemd 252 printed on Debian 12 for the shipped unit.
  private static let shipped = #"""
    {"type":"a(ss)","data":[["flowroute-secret-key","/etc/smsdispatch/flowroute-secret-key"],["flowroute-access-key","/etc/smsdispatch/flowroute-access-key"]]}
    {"type":"a(ss)","data":[]}
    {"type":"as","data":[]}
    {"type":"a(sb)","data":[]}
    {"type":"a(sasbttttuii)","data":[["/usr/local/bin/smsdispatch",["/usr/local/bin/smsdispatch","serve","--config","/etc/smsdispatch/config.json5"],false,0,0,0,0,0,0,0]]}
    {"type":"s","data":"smsdispatch"}
    {"type":"as","data":["smsdispatch-submit"]}
    {"type":"s","data":"strict"}
    {"type":"s","data":"yes"}
    {"type":"b","data":true}
    {"type":"as","data":["/var/spool/smsdispatch"]}
    {"type":"as","data":[]}
    {"type":"as","data":[]}
    {"type":"as","data":["smsdispatch"]}
    {"type":"as","data":[]}
    {"type":"as","data":[]}
    {"type":"as","data":[]}
    {"type":"a(ssbt)","data":[]}

    """#

  /// The same with a drop-in: encrypted keys, more paths, `EnvironmentFile=`.
  private static let changed = #"""
    {"type":"a(ss)","data":[["smsdispatch-secret","/etc/smsdispatch/secret"]]}
    {"type":"a(ss)","data":[["flowroute-secret-key","/etc/smsdispatch/flowroute-secret-key.cred"],["flowroute-access-key","/etc/smsdispatch/flowroute-access-key.cred"]]}
    {"type":"as","data":["TZ=UTC"]}
    {"type":"a(sb)","data":[["/etc/default/smsdispatch",true]]}
    {"type":"a(sasbttttuii)","data":[["/usr/local/bin/smsdispatch",["/usr/local/bin/smsdispatch","serve","--config","/etc/smsdispatch/config.json5"],false,0,0,0,0,0,0,0]]}
    {"type":"s","data":"smsdispatch"}
    {"type":"as","data":["smsdispatch-submit"]}
    {"type":"s","data":"strict"}
    {"type":"s","data":"yes"}
    {"type":"b","data":true}
    {"type":"as","data":["/var/spool/smsdispatch","/srv/sms","-/srv/other","/srv/with blank"]}
    {"type":"as","data":["/srv/sms/archive"]}
    {"type":"as","data":["/opt/private"]}
    {"type":"as","data":["smsdispatch"]}
    {"type":"as","data":[]}
    {"type":"as","data":[]}
    {"type":"as","data":[]}
    {"type":"a(ssbt)","data":[["/srv/a","/srv/b",false,16384]]}

    """#

  private static let loaded = #"{"type":"s","data":"loaded"}"# + "\n"

  /// Asks with recorded answers, by the first property that is wanted.
  private func ask(
    _ answers: [String: String?],
    files: Set<String> = ["/run/systemd/system"]
  ) async -> ServiceManager.Answer {
    let run: ServiceManager.Runner = { program, arguments in
      #expect(program == "busctl" && arguments.count > 7)
      #expect(arguments[5] == "/org/freedesktop/systemd1/unit/smsdispatch_2eservice")
      return answers[arguments[7]] ?? nil
    }
    let manager = ServiceManager.systemd(exists: { files.contains($0) }, run: run)
    return await manager.unit(ServiceManager.unitName)
  }

  private func unit(_ properties: String) async throws -> ServiceUnit {
    let answer = await ask(["LoadState": Self.loaded, "LoadCredential": properties])
    return try #require(answer.unit(running: Configuration.standardPath))
  }

  @Test("the shipped unit is read whole")
  func shippedUnit() async throws {
    let unit = try await unit(Self.shipped)
    #expect(
      unit.credentials == [
        "flowroute-access-key": .file("/etc/smsdispatch/flowroute-access-key"),
        "flowroute-secret-key": .file("/etc/smsdispatch/flowroute-secret-key"),
      ]
    )
    #expect(unit.user == "smsdispatch" && unit.supplementaryGroups == ["smsdispatch-submit"])
    #expect(unit.configurationPath == "/etc/smsdispatch/config.json5")
    #expect(unit.writablePaths == ["/var/spool/smsdispatch", "/var/lib/smsdispatch"])
    #expect(!unit.hasNoKeys)
  }

  @Test("drop-ins count")
  func changedUnit() async throws {
    let unit = try await unit(Self.changed)
    #expect(
      unit.credentials["flowroute-access-key"]
        == .encrypted("/etc/smsdispatch/flowroute-access-key.cred")
    )
    #expect(unit.writablePaths.contains("/srv/other") && unit.boundPaths == ["/srv/b"])
    #expect(unit.variables == ["TZ": "UTC"])
    #expect(unit.environmentFiles == ["/etc/default/smsdispatch"])
    #expect(
      unit.running("smsdispatch callbacks set") == """
        systemd-run --quiet --pipe --wait --collect \
        -p LoadCredentialEncrypted=flowroute-access-key:/etc/smsdispatch/flowroute-access-key.cred \
        -p LoadCredentialEncrypted=flowroute-secret-key:/etc/smsdispatch/flowroute-secret-key.cred \
        smsdispatch callbacks set
        """
    )
  }

  @Test(
    "what the sandbox lets it write follows the longest path that is named",
    arguments: [
      ("/var/lib/smsdispatch", true), ("/var/spool/smsdispatch/a", true), ("/srv/sms", true),
      ("/srv/sms/a/b", true), ("/srv/other/a", true), ("/srv/with blank/a", true), ("/srv/b", true),
      ("/srv/sms/archive", false), ("/srv/smsx", false), ("/srv", false), ("/", false),
      ("/var/lib/other", false), ("/home/alice/spool", false), ("/tmp/spool", false),
      ("/opt/private/a", false),
    ]
  )
  func sandbox(_ path: String, _ isWritable: Bool) async throws {
    #expect(try await unit(Self.changed).canWrite(path) == isWritable)
  }

  @Test("what is hidden from the unit is not seen, whatever is mounted below it")
  func hidden() {
    var unit = ServiceUnit(name: ServiceManager.unitName)
    #expect(unit.canSee("/home/a") && unit.canSee("/tmp/a") && unit.canWrite("/usr/a"))
    unit.protectHome = "yes"
    unit.hasPrivateTmp = true
    unit.boundPaths = ["/home/a", "/tmp/a"]
    #expect(!unit.canSee("/home/a") && !unit.canSee("/root/key") && unit.canSee("/homes"))
    #expect(unit.canSee("/tmp/a/b") && !unit.canSee("/var/tmp/b"))
    unit.protectHome = "read-only"
    unit.boundPaths = []
    #expect(unit.canSee("/home/a") && !unit.canWrite("/home/a"))
    unit.protectSystem = "full"
    #expect(!unit.canWrite("/etc/a") && unit.canWrite("/srv/a"))
  }

  @Test("without an answer nothing is known; without a unit there is nothing to know")
  func silence() async {
    #expect(await ask(["LoadState": nil]) == .unknown)
    #expect(await ask(["LoadState": #"{"type":"s","data":"not-found"}"# + "\n"]) == .noUnit)
    #expect(await ask(["LoadState": Self.loaded, "LoadCredential": nil]) == .unknown)
    #expect(await ask(["LoadState": Self.loaded, "LoadCredential": "garbage\n"]) == .unknown)
    #expect(await ask([:], files: []) == .noUnit)
    #expect(await ask([:], files: ["/etc/systemd/system/smsdispatch.service"]) == .unknown)
  }

  @Test("an own service manager that does not answer leaves a note, only where it matters")
  func notes() throws {
    let text = """
      { spools: { default: {}, far: { path: "/srv/sms" } },
        accounts: { main: { numbers: ["12065550101"] } } }
      """
    let configuration = try Configuration.decode(Array(text.utf8), path: "x")
    func notes(_ path: String, _ answer: ServiceManager.Answer) -> [String] {
      StartCheck(configuration, path: path, answer).notes.map(\.text)
    }
    let told = notes(Configuration.standardPath, .unknown)
    #expect(told.count == 1 && told[0].contains("/srv/sms"))
    #expect(notes("/tmp/other.json5", .unknown).isEmpty)
    var measured = configuration
    measured.metrics.textfile = "/var/lib/prometheus/node-exporter/sms.prom"
    let more = StartCheck(measured, path: Configuration.standardPath, .unknown).notes.map(\.text)
    #expect(more.contains { $0.contains("write /var/lib/prometheus/node-exporter cannot") })
    #expect(notes(Configuration.standardPath, .noUnit).isEmpty)
  }
}
