import SMSCore
import SMSJSON

@testable import SMSSpool

/// The invariants of the request decoder's verdict on any bytes.
struct RequestAudit {
  let rules: RequestRules

  /// The longest error text that a result and a log line may contain, in bytes.
  private static let longestText = 16_384

  /// The rule that the verdict on the bytes violates; nil if there is none.
  func brokenRule(by bytes: [UInt8]) -> String? {
    let verdict = verdict(on: bytes)
    guard verdict == self.verdict(on: bytes) else { return "a second verdict differs" }
    switch verdict {
    case .success(let request): return brokenRule(of: request, from: bytes)
    case .failure(let failure): return brokenRule(of: failure, from: bytes)
    }
  }

  private func verdict(on bytes: [UInt8]) -> Result<Request, RequestDecoder.Failure> {
    Result { () throws(RequestDecoder.Failure) in
      try RequestDecoder(rules: rules).decode(bytes, from: Sample.origin())
    }
  }

  /// The same tree in another notation must be the same request.
  private func brokenRule(of request: Request, from bytes: [UInt8]) -> String? {
    guard RequestID.isValid(request.id) else { return "an id that is none" }
    guard let tree = try? JSONParser.parse(bytes) else { return "accepted, and not parsed" }
    for form in [JSONWriter.Form.canonical, .compact, .pretty] {
      guard case .success(let again) = verdict(on: JSONWriter.write(tree, as: form)) else {
        return "written again as \(form) it is refused"
      }
      guard again.canonical == request.canonical else { return "as \(form) it is another one" }
    }
    guard let canonical = try? JSONParser.parse(request.canonical),
      JSONWriter.write(canonical, as: .canonical) == request.canonical
    else { return "the canonical form is not canonical" }
    return nil
  }

  private func brokenRule(of failure: RequestDecoder.Failure, from bytes: [UInt8]) -> String? {
    let refusal = failure.refusal
    if let id = refusal.id, !RequestID.isValid(id) { return "refused with an id that is none" }
    for text in [refusal.error.message, refusal.error.hint] {
      guard !text.isEmpty, text.utf8.count <= Self.longestText else { return "text of no size" }
      guard !text.unicodeScalars.contains(where: Self.isControl) else {
        return "a control character"
      }
    }
    if case .notJSON = failure { return brokenRule(ofFaultIn: bytes) }
    return brokenRule(ofFaultsIn: bytes)
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    [.control, .format, .lineSeparator].contains(scalar.properties.generalCategory)
  }

  private func brokenRule(ofFaultIn bytes: [UInt8]) -> String? {
    do throws(JSONFault) {
      _ = try JSONParser.parse(bytes)
      return "not JSON, and parsed"
    } catch {
      return error.line > 0 && error.column > 0 ? nil : "a fault without a place"
    }
  }

  private func brokenRule(ofFaultsIn bytes: [UInt8]) -> String? {
    guard let object = (try? JSONParser.parse(bytes))?.object else { return nil }
    var reader = RequestReader(object: object, rules: rules, origin: Sample.origin())
    _ = try? reader.request()
    let faults = reader.faults.faults.faults
    guard !faults.isEmpty else { return "refused without a fault" }
    guard faults.allSatisfy(namesMember) else { return "a fault without a member" }
    guard faults.allSatisfy({ !$0.repair.isEmpty }) else { return "a fault without a repair" }
    return nil
  }

  /// A rule about several members names them itself.
  private func namesMember(_ fault: Fault) -> Bool {
    !fault.path.steps.isEmpty || fault.rule.contains("`")
  }
}
