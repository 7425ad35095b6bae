import SMSJSON

/// What a browser tells a screen reader about a page.
struct AccessibilityTree: Sendable {
  struct Node: Sendable, CustomStringConvertible {
    let role: String
    let name: String
    let parent: String?
    let properties: [String: JSONValue]

    var description: String { "\(role) \"\(name)\"" }
  }

  /// The roles of what a user operates.
  private static let controls: Set<String> = [
    "button", "link", "textbox", "searchbox", "combobox", "checkbox", "radio", "listbox",
    "spinbutton", "slider", "switch", "DisclosureTriangle", "Date", "DateTime", "InputTime",
  ]

  private let byID: [String: Node]
  private let order: [String]

  /// - Parameter answer: That of `Accessibility.getFullAXTree`.
  init(_ answer: JSONValue) {
    var byID: [String: Node] = [:]
    var order: [String] = []
    for node in answer["nodes"]?.array ?? [] {
      guard let id = node["nodeId"]?.string else { continue }
      let isIgnored = node["ignored"]?.bool == true
      let properties = (node["properties"]?.array ?? []).compactMap { property in
        property["name"]?.string.map { ($0, property["value"]?["value"] ?? .null) }
      }
      byID[id] = Node(
        role: isIgnored ? "" : node["role"]?["value"]?.string ?? "",
        name: node["name"]?["value"]?.string ?? "",
        parent: node["parentId"]?.string,
        properties: Dictionary(properties) { first, _ in first }
      )
      order.append(id)
    }
    self.byID = byID
    self.order = order
  }

  /// The nodes of a role, in the order of the page.
  func nodes(_ role: String) -> [Node] {
    order.compactMap { byID[$0] }.filter { $0.role == role }
  }

  /// What a user of a screen reader would miss, one line each.
  var faults: [String] {
    unnamedControls + headingFaults + landmarkFaults + tableFaults + imageFaults
  }

  private var unnamedControls: [String] {
    order.compactMap { byID[$0] }
      .filter { Self.controls.contains($0.role) && Self.isBlank($0.name) }
      .map { "a \($0.role) has no name" }
  }

  private var headingFaults: [String] {
    var faults: [String] = []
    let headings = nodes("heading")
    let levels = headings.map { $0.properties["level"]?.number?.int64 ?? 0 }
    let first = levels.count { $0 == 1 }
    if first != 1 { faults.append("\(first) headings of the first level") }
    for (heading, step) in zip(headings.dropFirst(), zip(levels, levels.dropFirst()))
    where step.1 > step.0 + 1 {
      faults.append("\(heading) follows a heading of level \(step.0), and has level \(step.1)")
    }
    return faults + headings.filter { Self.isBlank($0.name) }.map { _ in "a heading is empty" }
  }

  private var landmarkFaults: [String] {
    let mains = nodes("main").count
    let titles = nodes("RootWebArea").filter { !Self.isBlank($0.name) }.count
    return (mains == 1 ? [] : ["\(mains) elements main"])
      + (titles == 1 ? [] : ["the document has no title"])
  }

  private var tableFaults: [String] {
    order.filter { byID[$0]?.role == "table" }.flatMap { table in
      let below = order.filter { isBelow($0, table) }.compactMap { byID[$0] }
      let headers = below.count { $0.role == "columnheader" || $0.role == "rowheader" }
      let name = byID[table]?.name ?? ""
      return (headers > 0 ? [] : ["the table \"\(name)\" has no headers"])
        + (Self.isBlank(name) ? ["a table has no caption"] : [])
    }
  }

  private var imageFaults: [String] {
    nodes("image").filter { Self.isBlank($0.name) }.map { _ in "a picture has no name" }
  }

  private func isBelow(_ id: String, _ ancestor: String) -> Bool {
    var next = byID[id]?.parent
    while let id = next {
      if id == ancestor { return true }
      next = byID[id]?.parent
    }
    return false
  }

  private static func isBlank(_ text: String) -> Bool { text.allSatisfy(\.isWhitespace) }
}
