internal import SMSCore
internal import SMSJSON
internal import SMSSystem

/// A command that a caller at the console's socket wants to be run: the body of `POST /v1/run`.
///
/// ```json
/// {"version": "0.2.0", "arguments": ["list"], "output": {"columns": 80, "styles": true}}
/// ```
package struct CommandCall: Equatable, Sendable {
  /// The terminal on which a stream of the command is shown.
  package struct Screen: Equatable, Sendable {
    /// nil without a terminal.
    package var columns: Int?
    /// nil without a terminal, or for one that does not report it.
    package var rows: Int?
    package var hasStyles: Bool

    package init(columns: Int? = nil, rows: Int? = nil, hasStyles: Bool = false) {
      self.columns = columns
      self.rows = rows
      self.hasStyles = hasStyles
    }
  }

  /// The words after the program's name.
  package var arguments: [String]
  /// The configuration file that the caller named; nil for whichever the daemon has.
  package var configurationPath: String?
  package var output: Screen
  package var error: Screen

  package init(
    _ arguments: [String],
    configurationPath: String? = nil,
    output: Screen = Screen(),
    error: Screen = Screen()
  ) {
    self.arguments = arguments
    self.configurationPath = configurationPath
    self.output = output
    self.error = error
  }
}

extension CommandCall {
  /// Why a call is not taken: the status of the answer, and a line for a person.
  package struct Fault: Error, Equatable {
    package let status: UInt32
    package let line: String

    static func malformed(_ line: String) -> Fault { Fault(status: 400, line: line) }
  }

  /// The members of the body.
  private enum Member: String, CaseIterable {
    case version
    case arguments
    case configuration
    case output
    case error
  }

  /// The most arguments; the largest body has room for no more of any length.
  static let mostArguments = 256
  /// The widest and the highest terminal that is believed.
  private static let screenRange: ClosedRange<Int64> = 1...10_000

  /// Reads the body of a call.
  ///
  /// - Throws: `Fault`; 409 if the caller has another version of the program.
  package init(_ body: [UInt8]) throws(Fault) {
    let value: JSONValue
    do throws(JSONFault) {
      value = try JSONParser.parse(body)
    } catch {
      throw .malformed("the body is not JSON: \(error)")
    }
    guard let object = value.object else { throw .malformed("the body must be an object") }
    guard let version = object[Member.version.rawValue]?.string else {
      throw .malformed("version: must be a string")
    }
    guard version == CurrentProcess.version else {
      throw Fault(
        status: 409,
        line: "the daemon is version \(CurrentProcess.version), and the command \(version)"
      )
    }
    let known = Member.allCases.map(\.rawValue)
    if let other = object.members.first(where: { !known.contains($0.name) }) {
      throw .malformed("\(String(escaping: other.name)): is not a member")
    }
    self.init(
      try Self.arguments(object[Member.arguments.rawValue]),
      configurationPath: try Self.path(object[Member.configuration.rawValue]),
      output: try Self.screen(object, .output),
      error: try Self.screen(object, .error)
    )
  }

  private static func arguments(_ value: JSONValue?) throws(Fault) -> [String] {
    let words = value?.array?.compactMap(\.string) ?? []
    guard !words.isEmpty, words.count == value?.array?.count else {
      throw .malformed("arguments: must be an array of strings, and not empty")
    }
    guard words.count <= mostArguments else {
      throw .malformed("arguments: must be at most \(mostArguments)")
    }
    return words
  }

  private static func path(_ value: JSONValue?) throws(Fault) -> String? {
    guard let value, !value.isNull else { return nil }
    guard let path = value.string else { throw .malformed("configuration: must be a string") }
    return path
  }

  private static func screen(
    _ object: JSONObject,
    _ member: Member
  ) throws(Fault) -> Screen {
    guard let value = object[member.rawValue] else { return Screen() }
    guard let screen = value.object else {
      throw .malformed("\(member.rawValue): must be an object")
    }
    return Screen(
      columns: try size(screen, "columns", of: member),
      rows: try size(screen, "rows", of: member),
      hasStyles: screen["styles"]?.bool ?? false
    )
  }

  private static func size(
    _ screen: JSONObject,
    _ name: String,
    of member: Member
  ) throws(Fault) -> Int? {
    guard let value = screen[name], !value.isNull else { return nil }
    guard let size = value.number?.int64, screenRange.contains(size) else {
      throw .malformed("\(member.rawValue).\(name): must be a whole number from 1 to 10000")
    }
    return Int(size)
  }

  /// The body that says this.
  package var body: [UInt8] { JSONWriter.write(.object(json), as: .compact) }

  fileprivate var json: JSONObject {
    var object = JSONObject([
      (Member.version.rawValue, .string(CurrentProcess.version)),
      (Member.arguments.rawValue, .array(arguments.map { .string($0) })),
    ])
    object.set(
      Member.configuration.rawValue,
      ifPresent: configurationPath.map { .string($0) }
    )
    object.set(Member.output.rawValue, .object(output.json))
    object.set(Member.error.rawValue, .object(error.json))
    return object
  }
}

extension CommandCall.Screen {
  fileprivate var json: JSONObject {
    var object = JSONObject()
    object.set("columns", ifPresent: columns.map { .number(JSONNumber(Int64($0))) })
    object.set("rows", ifPresent: rows.map { .number(JSONNumber(Int64($0))) })
    object.set("styles", .bool(hasStyles))
    return object
  }
}

/// A call with what the daemon knows about the caller, as the process that runs it gets it.
package struct AdmittedCall: Equatable, Sendable {
  package var call: CommandCall
  /// The caller's user.
  package var user: UInt32
  package var rights: ConsoleRights
  /// The group whose members may act; nil if none may.
  package var actGroup: String?
  /// The daemon's configuration file.
  package var configurationPath: String

  package init(
    _ call: CommandCall,
    user: UInt32,
    rights: ConsoleRights,
    actGroup: String?,
    configurationPath: String
  ) {
    self.call = call
    self.user = user
    self.rights = rights
    self.actGroup = actGroup
    self.configurationPath = configurationPath
  }

  /// Reads what `input` wrote; nil for anything else.
  package init?(_ input: [UInt8]) {
    guard let object = try? JSONParser.parse(input).object,
      let user = object["uid"]?.number?.int64.flatMap({ UInt32(exactly: $0) }),
      let rights = object["rights"]?.string.flatMap(ConsoleRights.init),
      let path = object["configuration"]?.string,
      let body = object["call"], let call = try? CommandCall(JSONWriter.write(body))
    else { return nil }
    self.init(
      call,
      user: user,
      rights: rights,
      actGroup: object["act_group"]?.string,
      configurationPath: path
    )
  }

  /// What the process reads from its standard input.
  package var input: [UInt8] {
    var object = JSONObject([
      ("uid", .number(JSONNumber(Int64(user)))), ("rights", .string(rights.rawValue)),
      ("configuration", .string(configurationPath)),
    ])
    object.set("act_group", ifPresent: actGroup.map { .string($0) })
    object.set("call", .object(call.json))
    return JSONWriter.write(.object(object), as: .compact)
  }
}
