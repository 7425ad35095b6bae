/// The path from the top of a document to a value: `accounts.main.numbers[0]`.
package struct JSONPath: Sendable, Hashable {
  package enum Step: Sendable, Hashable {
    case member(String)
    case index(Int)
  }

  package private(set) var steps: [Step]

  /// The document itself.
  package static let top = JSONPath([])

  package init(_ steps: [Step]) {
    self.steps = steps
  }

  package func member(_ name: String) -> JSONPath {
    JSONPath(steps + [.member(name)])
  }

  package func index(_ index: Int) -> JSONPath {
    JSONPath(steps + [.index(index)])
  }

  /// The same path, starting one level higher.
  func inside(_ step: Step) -> JSONPath {
    JSONPath([step] + steps)
  }
}

extension JSONPath: ExpressibleByStringLiteral {
  /// A single member of the top object.
  package init(stringLiteral value: String) {
    steps = [.member(value)]
  }
}

extension JSONPath: CustomStringConvertible {
  package var description: String {
    var text = ""
    for step in steps {
      switch step {
      case .index(let index):
        text += "[\(index)]"
      case .member(let name):
        text += (text.isEmpty ? "" : ".") + DisplayName.of(name)
      }
    }
    return text
  }
}
