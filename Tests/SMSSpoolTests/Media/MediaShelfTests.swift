import SMSCore
import SMSSystem
import TestSupport
import Testing

@testable import SMSSpool

@Suite("Copies of messages' files")
struct MediaShelfTests {
  private static let key = String(repeating: "0a", count: 32)

  private let root: TemporaryDirectory
  private let shelf: MediaShelf

  init() throws {
    root = try TemporaryDirectory()
    shelf = MediaShelf(in: root.directory)
  }

  private static func time(_ nanoseconds: Int64) -> MonotonicTime {
    MonotonicTime(nanoseconds: nanoseconds)
  }

  @Test("they are found by key and name alone, with their type, until they are removed")
  func kept() throws {
    try shelf.keep([("1.jpg", Picture.jpeg), ("2.png", Picture.png)], as: Self.key)
    let file = shelf.file("2.png", of: Self.key, at: Self.time(1))
    #expect(file?.bytes == Picture.png && file?.type == "image/png")
    for (name, key) in [
      ("3.jpg", Self.key), ("1.jpg", String(repeating: "0b", count: 32)), ("1.jpg", ".."),
      ("..", Self.key), ("../\(Self.key)/1.jpg", Self.key), ("1", Self.key),
    ] {
      #expect(shelf.file(name, of: key, at: Self.time(1)) == nil)
    }
    #expect(shelf.contains(Self.key) && !shelf.contains("."))
    #expect(try Array(shelf.all().keys) == [Self.key])
    try shelf.remove(Self.key)
    try shelf.remove(Self.key)
    #expect(try shelf.all().isEmpty && !shelf.contains(Self.key))
  }

  @Test("they and their directories are for the daemon alone")
  func rights() throws {
    try shelf.keep([("1.jpg", Picture.jpeg)], as: Self.key)
    let media = try root.directory.directory("media")
    let place = try media.directory(#require(FileName(Self.key)))
    #expect(try media.status().mode & 0o77 == 0 && place.status().mode & 0o77 == 0)
    #expect(try place.status("1.jpg").mode & 0o77 == 0)
  }

  @Test("it is known since when they were asked for, and not of what is not there")
  func asked() throws {
    try shelf.keep([("1.jpg", Picture.jpeg)], as: Self.key)
    #expect(!shelf.wasAsked(for: Self.key, since: Self.time(0)))
    _ = shelf.file("1.jpg", of: Self.key, at: Self.time(10))
    #expect(shelf.wasAsked(for: Self.key, since: Self.time(10)))
    #expect(!shelf.wasAsked(for: Self.key, since: Self.time(11)))
    let other = String(repeating: "0b", count: 32)
    _ = shelf.file("1.jpg", of: other, at: Self.time(10))
    #expect(!shelf.wasAsked(for: other, since: Self.time(0)))
  }

  @Test("whatever else lies there is found and can be removed")
  func others() throws {
    try shelf.keep([("1.jpg", Picture.jpeg)], as: Self.key)
    let media = try root.directory.directory("media")
    try media.writeReplacing("file", [1], durable: false)
    try media.makeSymbolicLink("link", to: "/")
    try media.makeDirectory(".tmp", mode: 0o700)
    for key in try shelf.all().keys { try shelf.remove(key) }
    #expect(try shelf.all().isEmpty)
  }
}
