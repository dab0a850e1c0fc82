internal import Swiftlet

/// The answer that a worker gave before it ended, and what it wrote of its body.
struct EarlyResponse {
    private let head: Result<Response, WorkerError>
    private var body: [UInt8]?
    /// The client has all of it, as far as the worker is concerned.
    private(set) var isComplete: Bool

    /// `streams`: the body is yet to be written.
    init(_ head: Result<Response, WorkerError>, streams: Bool = false) {
        self.head = head
        body = streams ? [] : nil
        isComplete = !streams
    }

    /// No bytes are the body's end.
    mutating func write(_ part: [UInt8]) {
        isComplete = part.isEmpty
        body?.append(contentsOf: part)
    }

    /// What the client has in the end.
    func whole() throws(WorkerError) -> Response {
        var response = try head.get()
        if let body { response.body = body.isEmpty ? .none : .bytes(body) }
        return response
    }
}

extension Duration {
    /// Whole nanoseconds; what is beyond 64 bits is as long as there is.
    var nanoseconds: Int64 {
        Int64(clamping: attoseconds / 1_000_000_000)
    }
}
