extension Console {
  /// Text that stands out on a terminal; elsewhere just the text.
  package func strong(_ text: String) -> String {
    output.hasStyles ? "\u{1B}[1m\(text)\u{1B}[0m" : text
  }
}
