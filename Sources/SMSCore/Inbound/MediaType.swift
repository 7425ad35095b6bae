/// The type of a file by its first bytes, as the suffix of its name.
///
/// What the provider or the sender says of a file decides nothing, so that no page or program gets a
/// name that opens it.
package enum MediaType {
  /// How many bytes decide.
  package static let lookedAt = 16
  /// The suffix of anything that is not known.
  package static let unknown = "bin"

  /// Every suffix that there can be.
  package static let suffixes = Set(
    marks.map(\.suffix) + brands.map(\.suffix) + containers.map(\.suffix) + ["mp4", unknown]
  )

  /// The suffix for a file that begins with these bytes, without a dot.
  package static func suffix(of start: [UInt8]) -> String {
    if start.count >= 12, start[4..<8].elementsEqual("ftyp".utf8) {
      return brands.first { start[8...].starts(with: $0.brand.utf8) }?.suffix ?? "mp4"
    }
    if start.count >= 12, start.starts(with: "RIFF".utf8) {
      return containers.first { start[8...].starts(with: $0.brand.utf8) }?.suffix ?? unknown
    }
    return marks.first { start.starts(with: $0.bytes) }?.suffix ?? unknown
  }

  /// The types of files that are sent, by suffix: those that most handsets show.
  ///
  /// Plain text cannot be told from anything else, and belongs into the message.
  package static let sent: [String: String] = [
    "jpg": "image/jpeg", "png": "image/png", "gif": "image/gif", "bmp": "image/bmp",
    "3gp": "video/3gpp", "mp4": "video/mp4", "avi": "video/x-msvideo", "mpg": "video/mpeg",
    "amr": "audio/amr", "mid": "audio/midi", "wav": "audio/wav", "ac3": "audio/ac3",
    "mp3": "audio/mpeg",
  ]

  private static let marks: [(suffix: String, bytes: [UInt8])] = [
    ("jpg", [0xFF, 0xD8, 0xFF]), ("png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]),
    ("gif", Array("GIF87a".utf8)), ("gif", Array("GIF89a".utf8)), ("bmp", Array("BM".utf8)),
    ("tif", [0x49, 0x49, 0x2A, 0x00]), ("tif", [0x4D, 0x4D, 0x00, 0x2A]),
    ("mpg", [0x00, 0x00, 0x01, 0xBA]), ("mpg", [0x00, 0x00, 0x01, 0xB3]),
    ("amr", Array("#!AMR".utf8)), ("mid", Array("MThd".utf8)), ("ogg", Array("OggS".utf8)),
    ("mp3", Array("ID3".utf8)), ("mp3", [0xFF, 0xFB]), ("mp3", [0xFF, 0xF3]),
    ("mp3", [0xFF, 0xF2]), ("aac", [0xFF, 0xF1]), ("aac", [0xFF, 0xF9]), ("ac3", [0x0B, 0x77]),
    ("webm", [0x1A, 0x45, 0xDF, 0xA3]), ("pdf", Array("%PDF-".utf8)),
    ("vcf", Array("BEGIN:VCARD".utf8)), ("ics", Array("BEGIN:VCALENDAR".utf8)),
  ]

  /// Files of the ISO base media format, by their brand; any other is an MP4.
  private static let brands: [(suffix: String, brand: String)] = [
    ("heic", "heic"), ("heic", "heix"), ("heic", "hevc"), ("heic", "mif1"), ("heic", "msf1"),
    ("avif", "avif"), ("3gp", "3gp"), ("3gp", "3g2"), ("3gp", "3ge"), ("mov", "qt  "),
    ("m4a", "M4A "),
  ]

  /// Files of RIFF, by their type.
  private static let containers: [(suffix: String, brand: String)] = [
    ("webp", "WEBP"), ("wav", "WAVE"), ("avi", "AVI "),
  ]
}
