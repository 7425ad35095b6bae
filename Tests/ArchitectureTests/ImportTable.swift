/// The imports allowed in each module, bottom up; a module without a row is not allowed.
///
/// A C module is imported only by the Swift module that owns its handles. Programs import Glibc for
/// exit(3); Synchronization provides the standard library's Mutex.
enum ImportTable {
  static let rows: [String: Set<String>] = [
    "SMSCore": [],
    "SMSJSON": ["SMSCore", "FoundationEssentials"],
    "SMSMetrics": [],
    // A plugin runs in the package manager, and its program at a build.
    "embed-files": ["FoundationEssentials", "Glibc"],
    "FileEmbedding": ["Foundation", "PackagePlugin"],
    "SMSPage": [],
    "SMSSystem": ["Glibc", "Dispatch", "CLinux", "Synchronization"],
    "SMSArguments": ["SMSCore", "SMSSystem"],
    "SMSHTTP": [
      "SMSCore", "SMSSystem", "CLibcurl", "FoundationEssentials", "Synchronization",
    ],
    "SMSSecrets": ["SMSCore", "SMSSystem", "COpenSSL", "CCrypt", "Synchronization"],
    "SMSLedger": ["SMSCore", "SMSSystem", "CSQLite", "Synchronization"],
    "SMSSpool": ["SMSCore", "SMSSystem", "SMSJSON", "Synchronization"],
    "SMSProducer": ["SMSJSON", "SMSSystem"],
    "SMSFlowroute": ["SMSCore", "SMSJSON", "SMSHTTP", "FoundationEssentials"],
    "SMSListener": ["SMSCore", "SMSSystem", "CMicrohttpd"],
    "SMSDaemon": [
      "SMSCore", "SMSSystem", "SMSSecrets", "SMSLedger", "SMSSpool", "SMSJSON", "SMSHTTP",
      "SMSFlowroute", "SMSListener", "SMSMetrics", "SMSPage", "Synchronization",
    ],
    "SMSCommands": [
      "SMSArguments", "SMSCore", "SMSSystem", "SMSSpool", "SMSJSON", "SMSProducer", "SMSDaemon",
      "SMSPage", "SMSSandbox", "FlowrouteSimulator", "Synchronization",
    ],
    "SMSSandbox": ["FlowrouteSimulator", "SMSSpool", "SMSSystem"],
    "smsdispatch": ["SMSCommands", "Glibc"],
    "FlowrouteSimulator": ["CMicrohttpd", "SMSArguments", "SMSSystem", "FoundationEssentials"],
    "flowroute-simulator": ["FlowrouteSimulator", "SMSSystem", "Glibc"],
    "two-factor": [
      "SMSArguments", "SMSCore", "SMSSystem", "SMSSecrets", "SMSSpool", "SMSJSON", "SMSProducer",
      "SMSSandbox", "FlowrouteSimulator", "Glibc",
    ],
    "benchmark": [
      "SMSSandbox", "SMSArguments", "SMSProducer", "SMSSpool", "SMSJSON", "SMSSystem", "Glibc",
    ],
  ]

  /// The imports of a file that the table does not allow, as `path: module`.
  static func violations(in file: SourceFile) -> [String] {
    guard let allowed = rows[file.module] else { return ["\(file.path): no row in the table"] }
    return file.imports.filter { !allowed.contains($0) }.map { "\(file.path): \($0)" }
  }
}
