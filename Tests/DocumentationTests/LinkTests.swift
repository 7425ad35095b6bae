import FoundationEssentials
import TestSupport
import Testing

/// What documents point to: files, headings, and paths in the text.
@Suite(.throttled)
struct LinkTests {
  @Test("there are seven documents")
  func documents() throws {
    #expect(
      try Repository.documents() == [
        "README.md", "Sources/README.md", "Tests/README.md", "spool/CODES.md", "spool/README.md",
        "systemd/MONITORING.md", "systemd/README.md",
      ]
    )
  }

  @Test("each relative link leads to a file or directory", arguments: try Repository.documents())
  func files(path: String) throws {
    for link in try Document(path).links(from: path) {
      #expect(FileManager.default.fileExists(atPath: "\(Repository.root)/\(link.path)"), "\(link)")
    }
  }

  @Test("each anchor is a heading of the document", arguments: try Repository.documents())
  func anchors(path: String) throws {
    for link in try Document(path).links(from: path) {
      guard let anchor = link.anchor else { continue }
      #expect(try Document(link.path).anchors.contains(anchor), "\(link)")
    }
  }

  @Test(
    "each path of this tree that is named in a document is there",
    arguments: try Repository.documents()
  )
  func paths(path: String) throws {
    let places = ["Sources", "Tests", "spool", "systemd"]
    for word in try Document(path).text.quotedWords {
      let parts = word.split(separator: "/", omittingEmptySubsequences: false)
      guard parts.count > 1, places.contains(String(parts[0])), word.contains(" ") == false else {
        continue
      }
      #expect(FileManager.default.fileExists(atPath: "\(Repository.root)/\(word)"), "\(word)")
    }
  }

  @Test(
    "an anchor is what GitHub makes of the heading",
    arguments: [
      ("Guarantees and their limits", "guarantees-and-their-limits"),
      ("Backup, restore, upgrade, removal", "backup-restore-upgrade-removal"),
      ("`ack`: what became of it", "ack-what-became-of-it"),
      ("As if_uncertain says", "as-if_uncertain-says"),
    ]
  )
  func anchor(heading: String, anchor: String) {
    #expect(Document(text: "# \(heading)\n").anchors == [anchor])
  }
}
