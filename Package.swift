// swift-tools-version: 6.2
import PackageDescription

/// Swift 6 mode with the upcoming features that the whole tree is written for.
let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableUpcomingFeature("InferIsolatedConformances"),
  .treatAllWarnings(as: .error),
  // A release binary carries the Swift library: a server needs no toolchain.
  .unsafeFlags(["-static-stdlib"], .when(configuration: .release)),
]

let staticSwift: [LinkerSetting] = [
  .unsafeFlags(["-static-stdlib"], .when(configuration: .release))
]

func module(
  _ name: String,
  _ dependencies: [Target.Dependency],
  embedding folder: String? = nil
) -> Target {
  .target(
    name: name,
    dependencies: dependencies,
    // The plugin looks for it by itself.
    exclude: folder.map { [$0] } ?? [],
    swiftSettings: settings,
    plugins: folder.map { _ in [.plugin(name: "FileEmbedding")] }
  )
}

func program(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .executableTarget(
    name: name,
    dependencies: dependencies,
    swiftSettings: settings,
    linkerSettings: staticSwift
  )
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}

func library(_ name: String, pkgConfig: String, package: String) -> Target {
  .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([package])])
}

let package = Package(
  name: "smsdispatch",
  products: [
    .executable(name: "smsdispatch", targets: ["smsdispatch"]),
    .executable(name: "flowroute-simulator", targets: ["flowroute-simulator"]),
    .executable(name: "two-factor", targets: ["two-factor"]),
  ],
  targets: [
    // System libraries.
    .systemLibrary(name: "CLinux"),
    library("CLibcurl", pkgConfig: "libcurl", package: "libcurl4-openssl-dev"),
    library("CSQLite", pkgConfig: "sqlite3", package: "libsqlite3-dev"),
    library("CMicrohttpd", pkgConfig: "libmicrohttpd", package: "libmicrohttpd-dev"),
    library("COpenSSL", pkgConfig: "libcrypto", package: "libssl-dev"),
    // A part of what every C compiler needs (libc6-dev).
    .systemLibrary(name: "CCrypt"),

    // The daemon, bottom up.
    module("SMSCore", []),
    module("SMSJSON", ["SMSCore"]),
    module("SMSMetrics", []),
    // Its files are made into Swift by a program of ours, at each build that finds them changed.
    program("embed-files", []),
    .plugin(
      name: "FileEmbedding",
      capability: .buildTool(),
      dependencies: ["embed-files"],
      path: "Sources/FileEmbedding"
    ),
    module("SMSPage", [], embedding: "Files"),
    module("SMSSystem", ["CLinux"]),
    module("SMSArguments", ["SMSCore", "SMSSystem"]),
    module("SMSHTTP", ["SMSCore", "SMSSystem", "CLibcurl"]),
    module("SMSSecrets", ["SMSCore", "SMSSystem", "COpenSSL", "CCrypt"]),
    module("SMSLedger", ["SMSCore", "SMSSystem", "CSQLite"]),
    module("SMSSpool", ["SMSCore", "SMSSystem", "SMSJSON"]),
    module("SMSProducer", ["SMSJSON", "SMSSystem"]),
    module("SMSFlowroute", ["SMSCore", "SMSJSON", "SMSHTTP"]),
    module("SMSListener", ["SMSCore", "SMSSystem", "CMicrohttpd"]),
    module(
      "SMSDaemon",
      [
        "SMSCore", "SMSSystem", "SMSSecrets", "SMSLedger", "SMSSpool", "SMSJSON", "SMSHTTP",
        "SMSFlowroute", "SMSListener", "SMSMetrics", "SMSPage",
      ]
    ),

    // The provider on loopback.
    module("FlowrouteSimulator", ["SMSArguments", "SMSSystem", "CMicrohttpd"]),

    // A daemon and the simulator for a while: for the demos, the benchmark and the tests.
    module("SMSSandbox", ["SMSSystem", "SMSSpool", "FlowrouteSimulator"]),

    // The command line.
    module(
      "SMSCommands",
      [
        "SMSDaemon", "SMSProducer", "SMSSpool", "SMSJSON", "SMSArguments", "SMSCore",
        "SMSSystem", "SMSPage", "FlowrouteSimulator", "SMSSandbox",
      ]
    ),

    // Programs.
    program("smsdispatch", ["SMSCommands"]),
    program("flowroute-simulator", ["FlowrouteSimulator"]),
    // It starts the smsdispatch beside it, which is built with it for that.
    program(
      "two-factor",
      [
        "SMSArguments", "SMSCore", "SMSSystem", "SMSSecrets", "SMSSpool", "SMSJSON", "SMSProducer",
        "FlowrouteSimulator", "SMSSandbox", "smsdispatch",
      ]
    ),
    // It starts the two programs beside it, which are built with it for that.
    program(
      "benchmark",
      [
        "SMSArguments", "SMSSystem", "SMSSpool", "SMSJSON", "SMSProducer", "SMSSandbox",
        "smsdispatch", "flowroute-simulator",
      ]
    ),

    // Tests, and what they share.
    .target(
      name: "TestSupport",
      dependencies: ["SMSSystem", "CLinux"],
      path: "Tests/TestSupport",
      swiftSettings: settings
    ),
    tests("SMSCoreTests", ["TestSupport", "SMSCore"]),
    tests("SMSJSONTests", ["TestSupport", "SMSJSON"]),
    tests("SMSMetricsTests", ["SMSMetrics"]),
    tests("SMSPageTests", ["TestSupport", "SMSPage"]),
    tests("SMSSystemTests", ["TestSupport", "SMSSystem"]),
    tests("SMSArgumentsTests", ["TestSupport", "SMSArguments"]),
    tests("SMSHTTPTests", ["TestSupport", "SMSHTTP", "SMSCore"]),
    tests("SMSSecretsTests", ["TestSupport", "SMSSecrets", "SMSCore", "SMSSystem"]),
    tests("SMSLedgerTests", ["TestSupport", "SMSLedger", "SMSFlowroute", "SMSCore", "SMSSystem"]),
    tests("SMSProducerTests", ["TestSupport", "SMSProducer", "SMSSpool", "SMSSystem"]),
    tests(
      "SMSSpoolTests",
      ["TestSupport", "SMSSpool", "SMSJSON", "SMSFlowroute", "SMSCore", "SMSSystem"]
    ),
    tests(
      "SMSFlowrouteTests",
      [
        "TestSupport", "SMSFlowroute", "SMSHTTP", "SMSCore", "SMSSystem", "SMSJSON",
        "FlowrouteSimulator",
      ]
    ),
    tests(
      "SMSListenerTests",
      [
        "TestSupport", "SMSListener", "SMSFlowroute", "SMSCore", "SMSSystem", "SMSJSON",
        "FlowrouteSimulator",
      ]
    ),
    tests(
      "FlowrouteSimulatorTests",
      ["TestSupport", "FlowrouteSimulator", "SMSArguments", "SMSSystem"]
    ),
    tests(
      "SMSDaemonTests",
      [
        "TestSupport", "SMSDaemon", "SMSHTTP", "SMSFlowroute", "SMSListener", "SMSSecrets",
        "SMSCore", "SMSSystem", "SMSSpool", "SMSJSON", "SMSMetrics", "SMSSandbox",
        "FlowrouteSimulator",
      ]
    ),
    tests(
      "SMSCommandsTests",
      [
        "TestSupport", "SMSCommands", "SMSDaemon", "SMSSpool", "SMSJSON", "SMSArguments",
        "SMSCore", "SMSSystem", "SMSPage", "SMSSandbox", "FlowrouteSimulator",
      ]
    ),
    tests("ArchitectureTests", ["TestSupport", "SMSSystem"]),
    tests(
      "DocumentationTests",
      [
        "TestSupport", "SMSCommands", "SMSArguments", "SMSDaemon", "SMSCore", "SMSSystem",
        "SMSSpool", "SMSJSON", "SMSMetrics", "SMSSandbox", "FlowrouteSimulator",
      ]
    ),
    tests(
      "EndToEndTests",
      [
        "TestSupport", "SMSSystem", "SMSSpool", "SMSJSON", "SMSSandbox", "FlowrouteSimulator",
        "two-factor",
      ]
    ),
    // They start the program beside them, and break what it stands on.
    tests(
      "FaultTests",
      [
        "TestSupport", "SMSSystem", "SMSSpool", "SMSJSON", "SMSSandbox", "FlowrouteSimulator",
        "smsdispatch",
      ]
    ),
    // They start the programs beside them.
    tests(
      "CrashTests",
      [
        "CLinux", "TestSupport", "SMSSystem", "SMSSpool", "SMSJSON", "SMSSandbox", "smsdispatch",
        "flowroute-simulator",
      ]
    ),
    // They start the program beside them, and look at its pages in a browser.
    tests(
      "BrowserTests",
      [
        "TestSupport", "SMSHTTP", "SMSCore", "SMSSystem", "SMSJSON", "SMSSpool", "SMSSandbox",
        "smsdispatch", "flowroute-simulator",
      ]
    ),
    // They boot a machine and deploy the release of the programs there.
    tests("BootTests", ["TestSupport", "SMSSystem", "SMSJSON"]),
  ]
)
