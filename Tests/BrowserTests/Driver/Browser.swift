import FoundationEssentials
import SMSJSON
import SMSSandbox
import SMSSystem
import TestSupport

/// A browser without a window, with a profile of its own, driven by chromedriver.
struct Browser: Sendable {
  /// Whether the browser and what drives it are installed.
  static let isThere = SystemTool.areThere("chromedriver", "chromium")

  private static let driverPort = "started successfully on port "
  private static let environment = ["PATH": "/usr/bin:/bin"]
  /// `--no-sandbox`: the browser refuses to run as root otherwise, and sees pages of tests only.
  private static let arguments = [
    "--headless=new", "--no-sandbox", "--no-first-run", "--disable-gpu", "--disable-dev-shm-usage",
    "--disable-breakpad", "--disable-background-networking", "--disable-component-update",
    "--disable-extensions", "--disable-sync", "--hide-scrollbars", "--lang=en-US",
  ]

  let client: DriverClient
  /// The path of the session, such as `/session/1f0a`.
  let session: String

  /// Runs a test with a browser, which has ended when this returns.
  static func run(_ test: (Browser) async throws -> Void) async throws {
    let directory = try TemporaryDirectory()
    var environment = environment
    environment["HOME"] = directory.path
    environment["TMPDIR"] = directory.path
    var command = ChildCommand("chromedriver", ["--port=0"], environment: environment)
    command.output = .file(directory.path("driver.log"))
    command.error = .appendedFile(directory.path("driver.log"))
    // The browser's processes are in it, and end with it.
    command.leadsGroup = true
    let driver = try ChildProcess(command)
    let result: Result<Void, any Error>
    do {
      let browser = try await begin(in: directory)
      let outcome = await outcome { try await test(browser) }
      try? await browser.client.delete(browser.session)
      result = outcome
    } catch {
      result = .failure(error)
    }
    await driver.sendToGroup(.terminate)
    _ = try await driver.wait()
    try result.get()
  }

  private static func outcome(
    _ test: () async throws -> Void
  ) async -> Result<Void, any Error> {
    do {
      return .success(try await test())
    } catch {
      return .failure(error)
    }
  }

  private static func begin(in directory: TemporaryDirectory) async throws -> Browser {
    let port = try await OutputFile("driver.log", in: directory.path).wait { text in
      text.firstRange(of: driverPort).flatMap { range in
        UInt16(text[range.upperBound...].prefix { $0.isNumber })
      }
    }
    let client = try await DriverClient(port: port)
    let arguments = arguments + ["--user-data-dir=\(directory.path("profile"))"]
    let answer = try await client.post(
      "/session",
      [
        "capabilities": [
          "alwaysMatch": [
            "browserName": "chrome", "goog:loggingPrefs": ["browser": "ALL"],
            "goog:chromeOptions": ["args": .array(arguments.map { .string($0) })],
          ]
        ]
      ]
    )
    return Browser(client: client, session: "/session/\(answer["sessionId"]?.string ?? "")")
  }

  private func post(_ path: String, _ body: JSONValue = [:]) async throws -> JSONValue {
    try await client.post("\(session)/\(path)", body)
  }
}

// MARK: Pages

extension Browser {
  /// Opens an address, and returns once the page is loaded.
  func open(_ url: String) async throws {
    _ = try await post("url", ["url": .string(url)])
  }

  func reload() async throws {
    _ = try await post("refresh")
  }

  func goBack() async throws {
    _ = try await post("back")
  }

  var url: String {
    get async throws { try await client.get("\(session)/url").string ?? "" }
  }

  /// The title and the visible text of the page.
  var text: String {
    get async throws {
      let text = try await evaluate("return document.title + '\\n' + document.body.innerText")
      return text.string ?? ""
    }
  }

  /// Clicks the first element that a CSS selector finds, or an XPath, which begins with a slash; waits
  /// for a page that this opens.
  func click(_ place: String) async throws {
    _ = try await post("element/\(element(place))/click")
  }

  /// Clicks the button with that text, which posts a form, and waits for the page that answers.
  func press(_ text: String) async throws {
    // A click returns before a slow answer replaces the page.
    let root = "document.documentElement"
    try await evaluate("\(root).dataset.isLeft = ''")
    try await click("//button[normalize-space()='\(text)']")
    try await wait(until: "!('isLeft' in \(root).dataset) && document.readyState == 'complete'")
  }

  /// Clicks the first link with that text.
  func follow(_ text: String) async throws {
    try await click("//a[normalize-space()='\(text)']")
  }

  /// Presses keys while the first element that is found has the focus.
  func type(_ text: String, into place: String) async throws {
    _ = try await post("element/\(element(place))/value", ["text": .string(text)])
  }

  private func element(_ place: String) async throws -> String {
    let strategy = place.hasPrefix("/") ? "xpath" : "css selector"
    let found = try await post("element", ["using": .string(strategy), "value": .string(place)])
    return found.object?.members.first?.value.string ?? ""
  }

  /// Presses keys, such as `Key.tab`, wherever the focus is.
  func press(_ key: Key) async throws {
    let actions = ["keyDown", "keyUp"].map { type in
      JSONValue.object(
        JSONObject([("type", .string(type)), ("value", .string(key.rawValue))])
      )
    }
    _ = try await post(
      "actions",
      ["actions": [["type": "key", "id": "keyboard", "actions": .array(actions)]]]
    )
  }

  /// Keys without a character, by the codes of WebDriver.
  enum Key: String {
    case tab = "\u{E004}"
    case enter = "\u{E007}"
    case space = " "
  }
}

// MARK: Scripts

extension Browser {
  /// Runs the body of a function in the page.
  ///
  /// - Returns: What it returns.
  @discardableResult
  func evaluate(_ body: String, _ arguments: [JSONValue] = []) async throws -> JSONValue {
    try await post("execute/sync", ["script": .string(body), "args": .array(arguments)])
  }

  /// Waits until an expression is true in whatever page is then shown.
  ///
  /// - Throws: `DriverError` with the page's text if it is not within the time.
  func wait(
    until condition: String,
    within seconds: Int64 = 60
  ) async throws {
    let deadline = Clocks.monotonic + seconds * 1_000_000_000
    // In a page that is left meanwhile the script ends with an error.
    while Clocks.monotonic < deadline {
      let outcome = try? await post(
        "execute/async",
        [
          "script": .string(
            """
            const done = arguments[arguments.length - 1];
            const end = performance.now() + 5000;
            const look = () => {
              let isTrue = false;
              try { isTrue = !!(\(condition)) } catch (error) {}
              if (isTrue || performance.now() > end) { done(isTrue) } else { setTimeout(look, 20) }
            };
            look();
            """
          ), "args": [],
        ]
      )
      if outcome?.bool == true { return }
    }
    throw DriverError(code: "waited in vain", message: "\(condition)\n\(try await text)")
  }
}

// MARK: DevTools

extension Browser {
  /// Makes a call of the browser's DevTools.
  @discardableResult
  func devTools(_ command: String, _ parameters: JSONValue = [:]) async throws -> JSONValue {
    try await post("goog/cdp/execute", ["cmd": .string(command), "params": parameters])
  }

  /// How wide the window is, and what the user prefers.
  struct Look: Sendable, CustomStringConvertible {
    var width: Int64 = 1_400
    var isDark = false
    var isStill = false

    var description: String { "\(width)-\(isDark ? "dark" : "light")" }
  }

  func show(_ look: Look) async throws {
    try await devTools(
      "Emulation.setDeviceMetricsOverride",
      [
        "width": .number(JSONNumber(look.width)), "height": 900, "deviceScaleFactor": 1,
        "mobile": .bool(look.width < 500),
      ]
    )
    try await devTools(
      "Emulation.setEmulatedMedia",
      [
        "features": [
          ["name": "prefers-color-scheme", "value": look.isDark ? "dark" : "light"],
          ["name": "prefers-reduced-motion", "value": look.isStill ? "reduce" : "no-preference"],
        ]
      ]
    )
  }

  /// Switches the scripts of pages off or on; `evaluate` works all the same.
  func allowScripts(_ areAllowed: Bool) async throws {
    try await devTools("Emulation.setScriptExecutionDisabled", ["value": .bool(!areAllowed)])
  }

  /// The whole page as PNG.
  func picture() async throws -> [UInt8] {
    let size = try await evaluate(
      "const e = document.documentElement; return [e.clientWidth, e.scrollHeight]"
    )
    let answer = try await devTools(
      "Page.captureScreenshot",
      [
        "format": "png", "captureBeyondViewport": true,
        "clip": [
          "x": 0, "y": 0, "scale": 1, "width": size.array?.first ?? 0,
          "height": size.array?.last ?? 0,
        ],
      ]
    )
    return Data(base64Encoded: answer["data"]?.string ?? "").map { Array($0) } ?? []
  }

  /// What pages complained about since the last call: violations of their policy, errors of their
  /// scripts, and failed requests.
  func complaints() async throws -> [String] {
    let entries = try await post("se/log", ["type": "browser"]).array ?? []
    return entries.filter { $0["level"]?.string != "INFO" && $0["level"]?.string != "DEBUG" }
      .map { $0["message"]?.string ?? "" }
  }

  func tree() async throws -> AccessibilityTree {
    AccessibilityTree(try await devTools("Accessibility.getFullAXTree"))
  }
}
