/// One attempt handed to the provider.
package struct Dispatch: Hashable, Sendable {
  package var job: JobNumber
  package var to: PhoneNumber
  package var from: PhoneNumber
  package var text: MessageText

  package init(job: JobNumber, to: PhoneNumber, from: PhoneNumber, text: MessageText) {
    self.job = job
    self.to = to
    self.from = from
    self.text = text
  }
}
