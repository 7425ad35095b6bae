import SMSJSON

/// How a result that has been read may change.
enum ResultChange {
  /// Members that may differ between two readings of a final result.
  private static let free: Set = ["updated_at", "provider_message_id"]

  /// Checks a result against an earlier version of it.
  ///
  /// - Parameters:
  ///   - old: The result as read before.
  ///   - new: The result as read now, under the same name.
  /// - Returns: The fault, in a sentence; nil if there is none.
  static func fault(from old: JSONObject, to new: JSONObject) -> String? {
    guard old["final"]?.bool == true else { return nil }
    let id = old["id"]?.string ?? "?"
    guard new["final"]?.bool == true else { return "\(id): was final, and is not any more" }
    guard old["status"] == new["status"] else {
      return "\(id): \(old["status"]?.string ?? "?") became \(new["status"]?.string ?? "?")"
    }
    let known = old["provider_message_id"]?.string
    if let known, known != new["provider_message_id"]?.string {
      return "\(id): another provider_message_id than \(known)"
    }
    // A refusal interrupted by a crash is made again, under another number.
    let free = old["status"]?.string == "rejected" ? Self.free.union(["file"]) : Self.free
    let names = Set((old.members + new.members).map(\.name)).subtracting(free)
    let changed = names.filter { old[$0] != new[$0] }.sorted()
    return changed.isEmpty ? nil : "\(id): final, and \(changed.joined(separator: ", ")) changed"
  }
}
