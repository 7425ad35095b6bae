package import SMSCore

extension ProviderDescription {
  package static let flowroute = ProviderDescription(
    name: "flowroute",
    displayName: "Flowroute",
    baseURL: "https://api.flowroute.com",
    apiVersions: APIVersion.allCases.map(\.rawValue),
    defaultAPIVersion: APIVersion.v2dot1.rawValue,
    messagesPerSecond: 5,
    credentials: KeyNames(access: "flowroute-access-key", secret: "flowroute-secret-key"),
    variables: KeyNames(access: "FLOWROUTE_ACCESS_KEY", secret: "FLOWROUTE_SECRET_KEY")
  )
}
