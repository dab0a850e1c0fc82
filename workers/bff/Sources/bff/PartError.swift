import Swiftlet

/// One of the parts could not be had, or is not what it should be: the API's fault, so the page is a 502.
struct PartError: Error {
    enum Reason {
        case unavailable(WorkerError)
        case malformed(JSONError)
    }

    let part: StaticString
    let reason: Reason

    /// For the log.
    var description: String {
        switch reason {
        case .unavailable(let error): "\(Bytes(part).text): \(error.description)"
        case .malformed(let error): "\(Bytes(part).text): not the JSON that was expected: \(error.description)"
        }
    }

    /// For the client: which part, not why.
    var body: [UInt8] {
        var body = JSONWriter()
        body.object { body in
            body.key("error")
            body.value("bad gateway")
            body.key("part")
            body.value(part)
        }
        return body.bytes
    }
}
