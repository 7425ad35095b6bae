/// One attempt handed to the provider.
package struct Dispatch: Hashable, Sendable {
  package var job: JobNumber
  package var to: PhoneNumber
  package var from: PhoneNumber
  package var text: MessageText
  /// What the code in the text is made of; `text` is the template until the code is put in.
  package var code: CodeSeed?

  package init(
    job: JobNumber,
    to: PhoneNumber,
    from: PhoneNumber,
    text: MessageText,
    code: CodeSeed? = nil
  ) {
    self.job = job
    self.to = to
    self.from = from
    self.text = text
    self.code = code
  }

  /// With the code in its text, which is all that may leave.
  package func written(by codes: any CodeBook) -> Dispatch {
    guard let code else { return self }
    var written = self
    written.text = codes.text(CodeTemplate(stored: text.string), code)
    written.code = nil
    return written
  }
}
