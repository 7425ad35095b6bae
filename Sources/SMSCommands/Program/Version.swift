/// The version that `--version` prints.
package enum Version {
  package static let value = "0.1.0"
}
