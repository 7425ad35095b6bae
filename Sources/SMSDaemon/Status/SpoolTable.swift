package import SMSCore
internal import SMSJSON
internal import SMSSystem

/// The running daemon's spools, in a file that every user may read: for producers, when the
/// configuration file was changed or broken since.
///
/// It is in the unit's `RuntimeDirectory=`; without one, it does not exist.
package struct SpoolTable: Equatable, Sendable {
  package struct Spool: Equatable, Sendable {
    package var path: String
    package var defaultFrom: PhoneNumber?
    /// Empty without a pool.
    package var senders: [PhoneNumber] = []
  }

  private static let fileName: FileName = "spools.json"
  /// The unit's runtime directory, unless the environment names another.
  private static let standardDirectory = "/run/smsdispatch"
  private static let longest = 1 << 20

  package var daemon: ProcessIdentity
  /// The configuration file that the daemon was started with.
  package var configurationPath: String
  package var state: String
  package var spools: [String: Spool]

  init(_ configuration: Configuration, path: String, daemon: ProcessIdentity) {
    self.daemon = daemon
    configurationPath = path
    state = configuration.state
    spools = Self.spools(of: configuration)
  }

  /// The spools in a configuration, for comparison.
  package static func spools(of configuration: Configuration) -> [String: Spool] {
    configuration.spools.mapValues {
      Spool(path: $0.path, defaultFrom: $0.defaultFrom, senders: $0.senders ?? [])
    }
  }

  /// The daemon's own directory below `/run`; nil if the service manager created none.
  static func directory(given environment: [String: String]) -> String? {
    environment["RUNTIME_DIRECTORY"]?.split(separator: ":").first.map(String.init)
  }

  /// Where a command looks for the table.
  package static func directory(forReaderWith environment: [String: String]) -> String {
    directory(given: environment) ?? standardDirectory
  }

  /// The table of a daemon running with a given configuration file; nil if there is none.
  package static func load(in directory: String, for configurationPath: String) -> SpoolTable? {
    guard let directory = try? Directory(entering: directory),
      let bytes = try? directory.read(fileName, upTo: longest),
      let table = SpoolTable(bytes), table.configurationPath == configurationPath,
      table.daemon.isAlive
    else { return nil }
    return table
  }

  func write(to directory: String) throws(SystemError) {
    try Directory(path: directory)
      .writeReplacing(Self.fileName, JSONWriter.write(.object(json)), mode: 0o644, durable: false)
  }

  static func remove(from directory: String) {
    try? Directory(path: directory).unlink(fileName)
  }
}

extension SpoolTable {
  private var json: JSONObject {
    var object = JSONObject(daemon.members)
    object.set("configuration", .string(configurationPath))
    object.set("state", .string(state))
    let spools = spools.sorted { $0.key < $1.key }.map { ($0.key, JSONValue.object($0.value.json)) }
    object.set("spools", .object(JSONObject(spools)))
    return object
  }

  private init?(_ bytes: [UInt8]) {
    guard let object = try? JSONParser.parse(bytes).object,
      let daemon = ProcessIdentity(object), let path = object["configuration"]?.string,
      let state = object["state"]?.string, let spools = object["spools"]?.object
    else { return nil }
    self.daemon = daemon
    configurationPath = path
    self.state = state
    self.spools = [:]
    for member in spools.members {
      guard let spool = member.value.object.flatMap(Spool.init) else { return nil }
      self.spools[member.name] = spool
    }
  }
}

extension SpoolTable.Spool {
  fileprivate var json: JSONObject {
    var object = JSONObject([("path", .string(path))])
    object.set("default_from", ifPresent: defaultFrom.map { .string($0.digits) })
    if !senders.isEmpty { object.set("senders", .array(senders.map { .string($0.digits) })) }
    return object
  }

  fileprivate init?(_ object: JSONObject) {
    guard let path = object["path"]?.string else { return nil }
    self.path = path
    defaultFrom = object["default_from"]?.string.flatMap { try? PhoneNumber(parsing: $0) }
    senders = (object["senders"]?.array ?? []).compactMap { value in
      value.string.flatMap { try? PhoneNumber(parsing: $0) }
    }
  }
}
