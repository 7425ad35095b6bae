/// Where the configuration is.
package enum ConfigurationPath {
  /// Unless `--config` says otherwise.
  package static let standard = "/etc/smsdispatch/config.json5"
}
