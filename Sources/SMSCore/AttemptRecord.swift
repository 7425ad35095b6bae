/// One attempt as `show` lists it.
package struct AttemptRecord: Hashable, Sendable {
  /// From 1, in the order they began.
  package var number: Int
  package var begunAt: WallTime
  package var endedAt: WallTime
  /// nil if the request never left.
  package var leftAt: WallTime?
  package var httpStatus: Int?
  package var code: ErrorCode?

  package init(
    number: Int,
    begunAt: WallTime,
    endedAt: WallTime,
    leftAt: WallTime?,
    httpStatus: Int?,
    code: ErrorCode?
  ) {
    self.number = number
    self.begunAt = begunAt
    self.endedAt = endedAt
    self.leftAt = leftAt
    self.httpStatus = httpStatus
    self.code = code
  }
}
