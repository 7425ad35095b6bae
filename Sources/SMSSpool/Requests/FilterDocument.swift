package import SMSCore
package import SMSJSON

/// A filter in JSON, as requests have it.
///
/// ```json
/// {"to": "12065550142", "status": ["queued", "deferred"], "metadata": {"order": 1042}}
/// ```
///
/// | member | value |
/// |---|---|
/// | `to`, `from` | a number, or a list of them, as strings |
/// | `status`, `error`, `account`, `spool`, `priority` | a word, or a list of them |
/// | `batch` | a batch's id, or a list of them |
/// | `since`, `until` | a time of RFC 3339 |
/// | `metadata` | an object of strings, numbers, true and false |
/// | `through` | the number of the newest job |
/// | `unchanged_since` | the number of the newest change |
package enum FilterDocument {
  /// The names of all members.
  package static let members = JobFilter.Member.allCases.map(\.name)

  /// The filter's document.
  package static func json(_ filter: JobFilter) -> JSONObject {
    var object = JSONObject()
    var values: [JobFilter.Member: [JSONValue]] = [:]
    for condition in filter.conditions where condition.member.isSet {
      values[condition.member, default: []].append(.string(condition.text))
    }
    for member in JobFilter.Member.allCases where member.isSet {
      guard let values = values[member] else { continue }
      object.set(member.name, values.count == 1 ? values[0] : .array(values))
    }
    object.set("since", ifPresent: filter.since.map { .string(RFC3339.text($0)) })
    object.set("until", ifPresent: filter.until.map { .string(RFC3339.text($0)) })
    let matches = filter.metadata.sorted { $0.key < $1.key }
    if !matches.isEmpty {
      object.set(
        JobFilter.Member.metadata.name,
        .object(JSONObject(matches.map { ($0.key, .string($0.value)) }))
      )
    }
    object.set("through", ifPresent: filter.through.map { .number(JSONNumber($0.value)) })
    object.set(
      JobFilter.Member.unchangedSince.name,
      ifPresent: filter.unchangedSince.map { .number(JSONNumber($0)) }
    )
    return object
  }
}

/// Reads a filter in a request, with a fault for each member that is wrong.
struct FilterReader {
  private let path: JSONPath
  private var filter = JobFilter()
  private(set) var faults: RequestFaults

  /// - Parameters:
  ///   - path: Where the filter is.
  ///   - faults: The faults found before.
  init(at path: JSONPath, faults: RequestFaults) {
    self.path = path
    self.faults = faults
  }

  /// Reads a filter, which must have at least one condition.
  ///
  /// - Returns: The filter; incomplete if `faults` has more than before.
  mutating func read(_ value: JSONValue) -> JobFilter {
    guard let object = value.object else {
      faults.add(
        path,
        "must be an object, not \(value.kindName)",
        repair: #"Write it like {"to": "12065550142"}."#
      )
      return filter
    }
    let names = FilterDocument.members
    faults.addUnknownMembers(of: object, at: path, known: names)
    let bounds = [JobFilter.Member.through, .unchangedSince].map(\.name)
    let conditions = names.filter { !bounds.contains($0) }
    if !object.members.contains(where: { conditions.contains($0.name) }) {
      faults.add(
        path,
        "must have a condition",
        repair: "Name one of \(conditions.joined(separator: ", "))."
      )
    }
    for member in JobFilter.Member.allCases {
      guard let value = object[member.name] else { continue }
      take(value, of: member, at: path.member(member.name))
    }
    if let fault = filter.contradiction { add(fault, at: path.member("until")) }
    return filter
  }

  private mutating func take(
    _ value: JSONValue,
    of member: JobFilter.Member,
    at path: JSONPath
  ) {
    switch member {
    case .metadata: takeMetadata(value, at: path)
    case .through, .unchangedSince:
      guard let number = value.number else {
        return addKind(value, "a number", repair: "Write it without quotes.", at: path)
      }
      take(number.text, of: member, at: path)
    case _ where member.isSet:
      guard let list = value.array else { return takeText(value, of: member, at: path) }
      if list.isEmpty { add(.empty, at: path) }
      for (index, value) in list.enumerated() {
        takeText(value, of: member, at: path.index(index))
      }
    default: takeText(value, of: member, at: path)
    }
  }

  private mutating func takeText(
    _ value: JSONValue,
    of member: JobFilter.Member,
    at path: JSONPath
  ) {
    guard let text = value.string else {
      return addKind(value, "a string", repair: "Put the value in double quotes.", at: path)
    }
    take(text, of: member, at: path)
  }

  private mutating func take(
    _ text: String,
    of member: JobFilter.Member,
    at path: JSONPath
  ) {
    do throws(FilterFault) {
      try filter.add(text, to: member)
    } catch {
      add(error, at: path)
    }
  }

  private mutating func takeMetadata(_ value: JSONValue, at path: JSONPath) {
    guard let object = value.object, !object.isEmpty else {
      let repair = "Write it like {\"order\": 1042}."
      return addKind(value, "an object with members", repair: repair, at: path)
    }
    for member in object.members {
      let path = path.member(member.name)
      guard let text = member.value.matchableText else {
        let wanted = "a string, a number, true or false"
        addKind(member.value, wanted, repair: "Other members cannot be compared.", at: path)
        continue
      }
      do throws(FilterFault) {
        try filter.add(MetadataMatch(key: member.name, value: text))
      } catch {
        add(error, at: path)
      }
    }
  }

  private mutating func addKind(
    _ value: JSONValue,
    _ wanted: String,
    repair: String,
    at path: JSONPath
  ) {
    faults.add(path, "must be \(wanted), not \(value.kindName)", repair: repair)
  }

  private mutating func add(_ fault: FilterFault, at path: JSONPath) {
    faults.add(path, fault.rule, repair: fault.repair)
  }
}

extension JSONValue {
  /// What a metadata condition compares; nil for null, objects and arrays.
  fileprivate var matchableText: String? {
    string ?? number?.text ?? bool.map { $0 ? "true" : "false" }
  }
}
