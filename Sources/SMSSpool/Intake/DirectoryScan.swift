internal import SMSSystem

/// A listing under way, kept between turns.
final class DirectoryScan {
  private var listing: DirectoryListing

  init(_ directory: Directory) throws(SystemError) {
    listing = try directory.listing()
  }

  func next() throws(SystemError) -> FileName? {
    try listing.next()?.name
  }
}
