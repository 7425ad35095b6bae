internal import SMSCore
internal import SMSJSON
internal import SMSSpool

extension Configuration {
  static func readVerification(_ value: JSONValue?, _ faults: inout Faults) -> Verification {
    let standard = VerificationPolicy()
    var reader = ConfigurationReader(value, at: "verification", &faults)
    let template = reader.string("template", &faults) ?? CodeTemplate.standard
    if !CodeTemplate.isValid(template) {
      faults.add(
        reader.path.member("template"),
        "must hold \(CodeTemplate.placeholder) exactly once"
      )
    }
    var policy = standard
    policy.codeLength = reader.count(
      "code_length",
      default: standard.codeLength,
      in: 4...10,
      &faults
    )
    policy.ttl = reader.interval("ttl_seconds", default: standard.ttl.seconds, &faults)
    policy.maxAttempts = reader.count("max_attempts", default: standard.maxAttempts, &faults)
    policy.resendAfter = reader.interval(
      "resend_after_seconds",
      default: standard.resendAfter.seconds,
      &faults
    )
    policy.maxCodesPerHour = reader.count(
      "max_codes_per_hour",
      default: standard.maxCodesPerHour,
      &faults
    )
    policy.maxCodesPerHourPerSpool = reader.count(
      "max_codes_per_hour_per_spool",
      default: standard.maxCodesPerHourPerSpool,
      &faults
    )
    policy.prefixGuard = readPrefixGuard(&reader, &faults)
    let verification = Verification(
      policy: policy,
      template: template,
      origin: origin(&reader, &faults)
    )
    reader.refuseOthers(&faults)
    return verification
  }

  /// Checks the template now, as otherwise every request for a code would be refused.
  func checkTemplate(_ faults: inout Faults) {
    guard CodeTemplate.isValid(verification.template),
      let fault = codeRules.fault(maxSegments: maxSegments)
    else { return }
    faults.add(JSONPath.top.member("verification").member("template"), fault)
  }

  private static func readPrefixGuard(
    _ reader: inout ConfigurationReader,
    _ faults: inout Faults
  ) -> VerificationPolicy.PrefixGuard {
    var guarding = VerificationPolicy.PrefixGuard()
    guarding.codes = reader.count(
      "prefix_guard_codes",
      default: guarding.codes,
      in: 1...10_000,
      &faults
    )
    guarding.approvedShare = reader.share(
      "prefix_guard_share",
      default: guarding.approvedShare,
      &faults
    )
    guarding.window = reader.interval(
      "prefix_guard_seconds",
      default: guarding.window.seconds,
      &faults
    )
    return guarding
  }

  /// A domain in the form that phones compare with the page's: without scheme, path or blanks.
  private static func origin(
    _ reader: inout ConfigurationReader,
    _ faults: inout Faults
  ) -> String? {
    guard let origin = reader.string("origin", &faults) else { return nil }
    let labels = origin.split(separator: ".", omittingEmptySubsequences: false)
    let isDomain = labels.allSatisfy { label in
      !label.isEmpty
        && label.utf8.allSatisfy { byte in
          switch byte {
          case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"):
            true
          default: false
          }
        }
    }
    if !isDomain {
      faults.add(reader.path.member("origin"), "must be a domain such as example.com")
    }
    return origin
  }
}
