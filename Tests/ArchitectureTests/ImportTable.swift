/// Which module may import which, bottom up; a module without a row may not exist.
///
/// The C modules stand only with the one Swift module that owns their handles. Programs
/// have Glibc for exit(3); Synchronization is the standard library's Mutex.
enum ImportTable {
  static let rows: [String: Set<String>] = [
    "SMSCore": [],
    "SMSJSON": ["SMSCore", "FoundationEssentials"],
    "SMSSystem": ["Glibc", "Dispatch", "CLinux", "Synchronization"],
    "SMSArguments": ["SMSCore", "SMSSystem"],
    "SMSHTTP": ["SMSCore", "SMSSystem", "CLibcurl", "FoundationEssentials"],
    "SMSSecrets": ["SMSCore", "SMSSystem", "COpenSSL", "CCrypt", "Synchronization"],
    "SMSLedger": ["SMSCore", "SMSSystem", "CSQLite", "Synchronization"],
    "SMSSpool": ["SMSCore", "SMSSystem", "SMSJSON"],
    "SMSProducer": ["SMSJSON", "SMSSystem"],
    "SMSFlowroute": ["SMSCore", "SMSJSON", "SMSHTTP", "FoundationEssentials"],
    "SMSListener": ["SMSCore", "SMSSystem", "SMSJSON", "CMicrohttpd"],
    "SMSDaemon": [
      "SMSCore", "SMSSystem", "SMSSecrets", "SMSLedger", "SMSSpool", "SMSJSON", "SMSHTTP",
      "SMSFlowroute", "SMSListener", "Synchronization",
    ],
    "SMSCommands": [
      "SMSArguments", "SMSCore", "SMSSystem", "SMSSpool", "SMSJSON", "SMSProducer",
      "SMSDaemon",
      "SMSSandbox", "FlowrouteSimulator", "Synchronization",
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

  /// What the file imports against the table, as `path: module`.
  static func violations(in file: SourceFile) -> [String] {
    guard let allowed = rows[file.module] else { return ["\(file.path): no row in the table"] }
    return file.imports.filter { !allowed.contains($0) }.map { "\(file.path): \($0)" }
  }
}
