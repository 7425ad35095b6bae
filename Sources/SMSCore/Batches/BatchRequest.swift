/// What a batch asks for besides the messages in it: the content of its submission.
package struct BatchRequest: Hashable, Sendable {
  /// Where the results of its messages go.
  package enum Results: Int, Hashable, Sendable {
    /// A line in `results/<batch>.jsonl` for each.
    case lines = 0
    /// A file `results/<id>.json` for each.
    case files = 1
  }

  /// How many messages it has, 1 to 1,000,000.
  package var messages: Int
  /// How many segments they have together.
  package var segments: Int
  package var results: Results

  package init(messages: Int, segments: Int, results: Results) {
    self.messages = messages
    self.segments = segments
    self.results = results
  }
}

/// How far a batch's file has been read into the ledger: everything before that place.
package struct BatchPlace: Hashable, Sendable {
  /// In bytes from the file's beginning; a line begins there.
  package var offset: Int64
  /// The number of the physical line there, from 1; the header is a line too.
  package var line: Int

  package init(offset: Int64, line: Int) {
    self.offset = offset
    self.line = line
  }
}

/// A batch whose messages are being added to the ledger.
package struct AcceptingBatch: Hashable, Sendable {
  package var number: JobNumber
  package var name: JobName
  /// The number under which its file is kept in `.taken/`.
  package var taken: Int64

  package init(number: JobNumber, name: JobName, taken: Int64) {
    self.number = number
    self.name = name
    self.taken = taken
  }
}

/// What became of the submission of a batch.
package enum BatchAcceptance: Hashable, Sendable {
  /// It is in the ledger, and its messages from that place on are to be added; none begins before
  /// `activate`.
  case accepting(JobNumber, from: BatchPlace)
  /// The same batch was accepted before; its result is published again.
  case again(JobNumber)
  /// The id is in use for something else.
  case duplicate
}

/// What became of a part of a batch's messages.
package enum BatchAddition: Hashable, Sendable {
  case added
  /// The batch was canceled: nothing of this part was added, and nothing more will be.
  case canceled
  /// The ids of these messages, by their place in the part, have come into use for other content
  /// since the batch was checked: nothing of this part was added.
  case conflicts([Int])
}
