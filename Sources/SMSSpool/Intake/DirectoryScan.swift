internal import SMSSystem

/// A directory listing in progress, kept across turns.
final class DirectoryScan {
  private var listing: DirectoryListing

  init(_ directory: Directory) throws(SystemError) {
    listing = try directory.listing()
  }

  func next() throws(SystemError) -> FileName? {
    try listing.next()?.name
  }
}
