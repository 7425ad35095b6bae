package import SMSCore

extension ProviderDescription {
  package static let flowroute = ProviderDescription(
    name: "flowroute",
    displayName: "Flowroute",
    baseURL: "https://api.flowroute.com",
    apiVersions: APIVersion.allCases.map(\.rawValue),
    defaultAPIVersion: APIVersion.v2dot1.rawValue,
    versionsWithoutMMS: [APIVersion.v2.rawValue],
    messagesPerSecond: 5,
    mmsPerSecond: 1,
    optOutPolicy: """
      Flowroute flags a number that 5 % opt out of within a day, and may suspend it at 10 %.
      """,
    // Its page "Opting out of messages" names STOP only, and says that its answer cannot be changed;
    // the toll-free network answers the French word as well.
    answeredOptOuts: AnsweredOptOuts(words: ["STOP"], tollFreeWords: ["ARRET"]),
    credentials: KeyNames(access: "flowroute-access-key", secret: "flowroute-secret-key"),
    variables: KeyNames(access: "FLOWROUTE_ACCESS_KEY", secret: "FLOWROUTE_SECRET_KEY")
  )
}
