import Glibc
import SMSCore
import SMSSystem
import TestSupport
import Testing

@testable import SMSSpool

@Suite("Files that messages name")
struct MediaOriginalTests {
  private let root: TemporaryDirectory
  private let media: Directory

  init() throws {
    root = try TemporaryDirectory()
    media = try root.directory.makeDirectory("media", mode: 0o700)
  }

  private func write(_ name: FileName, _ bytes: [UInt8] = Picture.jpeg) throws {
    try media.writeReplacing(name, bytes, durable: false)
  }

  private func read(
    _ path: String,
    of owner: UInt32 = CurrentProcess.user,
    room: Int = Media.largest,
    whileReading: () -> Void = {}
  ) throws(MediaOriginal.Trouble) -> MediaOriginal {
    try MediaOriginal(at: path, in: media, of: owner, room: room, whileReading: whileReading)
  }

  /// The rule that a file breaks; nil if it is right.
  private func fault(
    _ path: String,
    of owner: UInt32 = CurrentProcess.user,
    room: Int = Media.largest,
    whileReading: () -> Void = {}
  ) -> String? {
    do throws(MediaOriginal.Trouble) {
      _ = try read(path, of: owner, room: room, whileReading: whileReading)
      return nil
    } catch {
      switch error {
      case .fault(let fault): return fault.rule
      case .system(let error): return "\(error)"
      }
    }
  }

  @Test("a picture is read whole, whatever its name, also in a directory below")
  func right() throws {
    try write("a.txt")
    #expect(try read("a.txt").bytes == Picture.jpeg && read("a.txt").suffix == "jpg")
    let below = try media.makeDirectory("campaign", mode: 0o700)
    try below.writeReplacing("b", Picture.png, durable: false)
    #expect(try read("campaign/b").suffix == "png")
  }

  @Test("links are not followed, whether they stay inside, lead out, or lie on the way")
  func links() throws {
    try write("a.jpg")
    try media.makeSymbolicLink("inside", to: "a.jpg")
    try media.makeSymbolicLink("outside", to: "/etc/passwd")
    try media.makeSymbolicLink("way", to: ".")
    for path in ["inside", "outside", "way/a.jpg"] {
      #expect(fault(path)?.hasPrefix("is a symbolic link") == true)
    }
    try root.directory.writeReplacing("b.jpg", Picture.jpeg, durable: false)
    #expect(fault("../b.jpg")?.hasPrefix("lies outside of media/") == true)
    #expect(fault(root.path("b.jpg"))?.hasPrefix("lies outside of media/") == true)
  }

  @Test("what is missing, a directory, a FIFO, a socket or empty is no picture")
  func kinds() throws {
    #expect(fault("a.jpg")?.hasPrefix("is not in the spool's media/") == true)
    #expect(fault(String(repeating: "x", count: 300))?.hasPrefix("is not in") == true)
    try write("a.jpg")
    #expect(fault("a.jpg/b.jpg")?.hasPrefix("is not in") == true)
    try media.makeDirectory("d", mode: 0o700)
    #expect(fault("d") == "is a directory")
    #expect(mkfifo(root.path("media/f"), 0o600) == 0)
    #expect(fault("f")?.hasPrefix("is a FIFO") == true)
    try write("e", [])
    #expect(fault("e") == "is empty")
  }

  @Test("a second name, or another owner, is refused")
  func ownership() throws {
    try write("a.jpg")
    #expect(fault("a.jpg", of: CurrentProcess.user + 1)?.hasPrefix("belongs to") == true)
    try media.link("a.jpg", to: root.directory, as: "other")
    #expect(fault("a.jpg") == "has 2 names (hard links)")
  }

  @Test(
    "a type that phones do not show is refused by its first bytes",
    arguments: [
      "<svg xmlns=", "<!DOCTYPE html>", "<html><body>", "%PDF-1.7", "Just a text",
      "RIFF\u{1}\u{1}\u{1}\u{1}WEBP", "\u{1}\u{1}\u{1}\u{1}ftypheic",
    ]
  )
  func types(_ start: String) throws {
    try write("a.jpg", Array(start.utf8))
    #expect(fault("a.jpg")?.hasPrefix("is not of a type") == true)
  }

  @Test("the largest file is read, and one byte more is too much")
  func sizes() throws {
    try write("a.jpg", Picture.jpeg(1_000))
    #expect(fault("a.jpg", room: 1_000) == nil)
    #expect(fault("a.jpg", room: 999)?.hasPrefix("makes the message larger") == true)
  }

  @Test("what changes while it is read is refused")
  func changes() throws {
    try write("a.jpg")
    let found = fault("a.jpg") {
      guard let file = try? media.openFile("a.jpg", [.writeOnly, .append]) else { return }
      try? file.write(Array("x".utf8))
    }
    #expect(found == "was changed while it was copied")
  }

  @Test("a file that the daemon may not read says how to repair it", .enabled(if: geteuid() != 0))
  func rights() throws {
    try write("a.jpg")
    try media.setMode(of: "a.jpg", 0)
    #expect(fault("a.jpg") == "cannot be read by the daemon")
  }
}
