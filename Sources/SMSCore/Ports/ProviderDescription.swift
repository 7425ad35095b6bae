/// What is fixed about the provider: its names, and what holds where the configuration says nothing.
package struct ProviderDescription: Sendable {
  /// One name for each of an account's two keys.
  package struct KeyNames: Sendable {
    package let access: String
    package let secret: String

    package init(access: String, secret: String) {
      self.access = access
      self.secret = secret
    }
  }

  /// The opt-out words that the network answers with a text of its own, in capitals.
  package struct AnsweredOptOuts: Sendable {
    /// To every number.
    package let words: Set<String>
    /// To toll-free numbers, in addition.
    package let tollFreeWords: Set<String>

    package init(words: Set<String>, tollFreeWords: Set<String>) {
      self.words = words
      self.tollFreeWords = tollFreeWords
    }

    /// Whether the network answers a word that was texted to one of our numbers.
    package func contains(_ word: String, to number: PhoneNumber) -> Bool {
      words.contains(word)
        || AreaCode(of: number).isTollFree && tollFreeWords.contains(word)
    }
  }

  /// The contract's word for it: `provider` in results, and the first part of callback paths.
  package let name: String
  /// Its name in texts for people.
  package let displayName: String
  /// The address of its API.
  package let baseURL: String
  /// The versions of its API, as in the configuration.
  package let apiVersions: [String]
  package let defaultAPIVersion: String
  /// The versions that can send no MMS.
  package let versionsWithoutMMS: Set<String>
  /// What it lets an account send without an agreement.
  package let messagesPerSecond: Double
  /// How many of them may be MMS.
  package let mmsPerSecond: Double
  /// What it does to a number that many people opt out of, in sentences.
  package let optOutPolicy: String
  /// The opt-out words that it or its networks answer themselves.
  package let answeredOptOuts: AnsweredOptOuts
  /// The names of a unit's credentials.
  package let credentials: KeyNames
  /// The names of environment variables.
  package let variables: KeyNames

  package init(
    name: String,
    displayName: String,
    baseURL: String,
    apiVersions: [String],
    defaultAPIVersion: String,
    versionsWithoutMMS: Set<String>,
    messagesPerSecond: Double,
    mmsPerSecond: Double,
    optOutPolicy: String,
    answeredOptOuts: AnsweredOptOuts,
    credentials: KeyNames,
    variables: KeyNames
  ) {
    self.name = name
    self.displayName = displayName
    self.baseURL = baseURL
    self.apiVersions = apiVersions
    self.defaultAPIVersion = defaultAPIVersion
    self.versionsWithoutMMS = versionsWithoutMMS
    self.messagesPerSecond = messagesPerSecond
    self.mmsPerSecond = mmsPerSecond
    self.optOutPolicy = optOutPolicy
    self.answeredOptOuts = answeredOptOuts
    self.credentials = credentials
    self.variables = variables
  }
}
