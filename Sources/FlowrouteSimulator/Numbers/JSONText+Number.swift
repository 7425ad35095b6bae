extension JSONText {
  /// Adds a number of the account; lists show no relationships.
  mutating func number(_ own: AccountNumber, baseURL: String, hasRelationships: Bool = false) {
    raw(#"{"type":"number","id":"#)
    string(String(own.number))
    raw(#","attributes":{"value":"#)
    string(String(own.number))
    raw(#","alias":"#)
    string(own.alias)
    raw(#","cnam_lookups_enabled":false,"messaging_enabled":"#)
    if own.isMessagingEnabled { raw("true") } else { raw("false") }
    place(own.place)
    raw(#","status":"PURCHASED","note":null}"#)
    if hasRelationships {
      raw(#","relationships":{"primary_route":{"data":null},"failover_route":{"data":null},"#)
      raw(#""cnam_preset":{"data":null},"e911_address":{"data":null},"message_provision":{"data":"#)
      if let task = own.task {
        raw(#"{"type":"message_provisioning_status","id":"#)
        string(task.hyphenated)
        raw("}")
      } else {
        raw("null")
      }
      raw("}}")
    }
    link(own.number, baseURL)
  }

  /// Adds a number for sale.
  mutating func number(forSale number: UInt64, baseURL: String) {
    let place = NumberPlace(of: number)
    raw(#"{"type":"number","id":"#)
    string(String(number))
    raw(#","attributes":{"value":"#)
    string(String(number))
    raw(#","monthly_cost":"#)
    raw(decimal: place.monthlyCost)
    raw(#","setup_cost":"#)
    raw(decimal: place.setupCost)
    self.place(place)
    raw("}")
    link(number, baseURL)
  }

  private mutating func place(_ place: NumberPlace) {
    raw(#","number_type":"#)
    string(place.kind)
    raw(#","rate_center":"#)
    string(place.rateCenter)
    raw(#","state":"#)
    string(place.state)
    raw(#","iso_country":"US""#)
  }

  private mutating func link(_ number: UInt64, _ baseURL: String) {
    raw(#","links":{"self":"#)
    string("\(baseURL)/v2/numbers/\(number)")
    raw("}}")
  }

  /// Adds a task as a resource.
  mutating func task(_ task: ProvisioningTask, at now: Int64) {
    raw(#"{"type":"message_provisioning_status","id":"#)
    string(task.identifier.hyphenated)
    raw(#","attributes":{"status":"#)
    string(task.status(at: now))
    raw(#","tn":"#)
    string(String(task.number))
    raw("}}")
  }
}
