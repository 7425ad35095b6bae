import SMSCommands
import SMSDaemon
import SMSJSON
import SMSSystem
import Testing

@testable import SMSCore

extension CommandFixture {
  /// Somebody with a session, and what their pages are asked with.
  struct Visitor: Sendable {
    var rights: ConsoleRights
    var base = "/s/key/"

    static let reader = Visitor(rights: .read)
    static let actor = Visitor(rights: .act)
  }

  /// A page that is read; see below.
  func page(
    _ path: String,
    for visitor: Visitor = .actor,
    form: KeyValuePairs<String, String> = [:],
    changing change: (inout PageCall) -> Void = { _ in }
  ) async throws -> PageAnswer {
    try await page(.get, path, for: visitor, form: form, changing: change)
  }

  /// A page as the daemon gets it from a process of its own.
  ///
  /// - Parameters:
  ///   - method: The method.
  ///   - path: The path below the session's address.
  ///   - visitor: Who asks.
  ///   - form: The fields of the form, or those that were kept.
  ///   - change: Changes the call.
  /// - Returns: The answer, which went through the pipe's format.
  /// - Throws: If the call or the answer does not survive that.
  func page(
    _ method: PageCall.Method,
    _ path: String,
    for visitor: Visitor = .actor,
    form: KeyValuePairs<String, String> = [:],
    changing change: (inout PageCall) -> Void = { _ in }
  ) async throws -> PageAnswer {
    let now = WallTime(nanoseconds: Clocks.wall)
    var call = PageCall(
      method,
      path,
      form: form.map { PageCall.Field($0.key, $0.value) },
      base: visitor.base,
      user: UserAccount.effectiveUser,
      rights: visitor.rights,
      configurationPath: configuration,
      formID: "one-time-id",
      kept: "kept-name",
      endsAt: now.advanced(by: Interval(seconds: 3_600)),
      actsUntil: visitor.rights == .act ? now.advanced(by: Interval(seconds: 600)) : nil
    )
    change(&call)
    let written = try #require(PageCall(call.input))
    var context = Context(
      console: Console { _, _ in },
      wall: { Clocks.wall },
      monotonic: { Clocks.monotonic }
    )
    context.environment = { [:] }
    context.runtimeDirectory = runtimeDirectory
    return try #require(PageAnswer(await Page.answer(written, context).output))
  }
}

extension PageAnswer {
  var text: String { String(decoding: body, as: UTF8.self) }

  func has(_ part: String) -> Bool { text.contains(part) }

  /// The value of a hidden field of the last form that has it; nil without one.
  func field(_ name: String) throws -> String? {
    let pattern = try Regex("<input type=\"hidden\" name=\"\(name)\" value=\"([^\"]*)\">")
    guard let value = text.matches(of: pattern).last?.output[1].substring else { return nil }
    return String(value).replacing("&quot;", with: "\"").replacing("&amp;", with: "&")
  }
}
