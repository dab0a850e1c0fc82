/// Why a request that was to be mirrored is not compared; what `/metrics` calls it.
enum ShadowDrop: String, CaseIterable {
    /// Too many copies were being taken on its loop.
    case copies
    /// Its body is larger than is kept.
    case requestBytes = "request_bytes"
    /// Its client left before the answer was complete, or the answer came before the request's body had.
    case unfinished
    /// Too many copies waited for the candidates.
    case waiting
    /// There was no isolate for the candidate.
    case isolates
    /// More had come from origins than is kept.
    case originBytes = "origin_bytes"
}

/// What has become of one worker's mirrored requests. A value.
struct ShadowCounts {
    var mirrored = 0
    var compared = 0
    var differing = 0
    var failed = 0
    /// By cause, in the order of `ShadowDrop.allCases`.
    var dropped: [Int] = []
}
