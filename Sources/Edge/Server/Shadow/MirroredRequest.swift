internal import HTTP

/// A copy of a request, with what the live version answered and, where the candidate is to get the same from origins, what
/// they answered. A value; goes from a loop to the candidate's thread.
struct MirroredRequest: Sendable {
    /// As the worker got it.
    let head: [UInt8]
    var body: [UInt8] = []
    /// -1: the client did not say.
    let contentLength: Int64
    let method: Method
    let isSecure: Bool
    let address: [UInt8]
    let requestID: RequestID
    /// For people, without the query: "GET /cart".
    let label: String
    var live: CapturedResponse
    var origins: [OriginAnswer] = []
    /// Nil: the live version has answered by itself.
    var forward: ForwardedRequest?
}

/// What an origin answered to the live version. A value.
struct OriginAnswer: Sendable {
    enum State {
        case open, ended
        /// There was none, or not all of it.
        case failed
        /// It was more than is kept.
        case cut
    }

    /// In `Config.origins`.
    let origin: Int
    /// The request's first line as it went out: method and target.
    let line: [UInt8]
    /// As it came; empty: none.
    var head: [UInt8] = []
    var body: [UInt8] = []
    var state = State.open

    /// The first line of a request's bytes.
    static func line(of request: UnsafeRawBufferPointer) -> [UInt8] {
        unsafe Array(request.prefix { $0 != UInt8(ascii: "\r") })
    }
}
