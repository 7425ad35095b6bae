import SMSCommands
import Testing

@Suite("The answer of a command in frames")
struct CommandFrameTests {
  private static func read(_ bytes: [UInt8], by size: Int = .max) throws -> [CommandFrame] {
    var reader = CommandFrameReader()
    var frames: [CommandFrame] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      reader.append(rest.prefix(size))
      rest = rest.dropFirst(size)
      while let frame = try reader.next() { frames.append(frame) }
    }
    return frames
  }

  @Test("is read as it was written, in whatever pieces it comes", arguments: [1, 2, 7, 5_000])
  func pieces(_ size: Int) throws {
    let long = String(repeating: "aé•😀", count: 3_000)
    let bytes =
      CommandFrame.frames("one\ntwo\n", to: .output).flatMap(\.self) + Array("\n\n".utf8)
      + CommandFrame.frames(long, to: .error).flatMap(\.self) + CommandFrame.end(.noSuchID)
    let frames = try Self.read(bytes, by: size)
    #expect(frames.first == .text(.output, "one\ntwo\n"))
    #expect(frames.last == .exit(66))
    let texts = frames.compactMap { frame in
      if case .text(.error, let text) = frame { text } else { nil }
    }
    #expect(texts.joined() == long && texts.count > 1)
  }

  @Test("has no frame that is longer than what a pipe takes in one piece")
  func atomic() {
    let frames = CommandFrame.frames(String(repeating: "😀", count: 5_000), to: .output)
    #expect(frames.allSatisfy { $0.count <= 4_096 })
    #expect(CommandFrame.frames("", to: .output).isEmpty)
  }

  @Test(
    "is refused if it is none",
    arguments: [
      "out\n", "out x\nabc", "out -1\nabc", "out 0\n", "out 4001\nabc", "exit\n", "exit no\n",
      "exit 1 2\n", "more 3\nabc", "HTTP/1.1 200 OK and so on", "out 99999999999999\n",
    ]
  )
  func faults(_ text: String) {
    #expect(throws: CommandFrameReader.Fault.self) { try Self.read(Array(text.utf8)) }
  }

  @Test("is refused if its text is not UTF-8")
  func badText() {
    #expect(throws: CommandFrameReader.Fault.self) {
      try Self.read(Array("out 1\n".utf8) + [0xFF])
    }
  }

  @Test("has no frame before it is whole")
  func partial() throws {
    for text in ["", "\n", "ou", "out 3", "out 3\n", "out 3\nab", "exit 0"] {
      #expect(try Self.read(Array(text.utf8)).isEmpty, "\(text)")
    }
  }
}
