/// What a path of the numbers' API names.
enum NumbersRoute: Equatable {
  /// The account's numbers.
  case own
  /// The numbers for sale.
  case available
  /// One number, the account's or for sale.
  case one(UInt64)
  case callback(UInt64, CallbackKind)
  /// Where tasks are begun.
  case provisioning
  case task(String)

  /// Parses the parts of a path after `/v2/`; nil if they name nothing.
  init?(_ parts: ArraySlice<Substring>) {
    let words = Array(parts)
    switch (words.first, words.count) {
    case ("numbers", 1): self = .own
    case ("numbers", 2) where words[1] == "available": self = .available
    case ("numbers", 2):
      guard let number = Handset.digits(String(words[1])) else { return nil }
      self = .one(number)
    case ("numbers", 4) where words[2] == "relationships":
      guard let number = Handset.digits(String(words[1])),
        let kind = CallbackKind(pathComponent: words[3])
      else { return nil }
      self = .callback(number, kind)
    case ("message-provision", 1): self = .provisioning
    case ("message-provision", 3) where words[1] == "status": self = .task(String(words[2]))
    default: return nil
    }
  }
}
