internal import HTTP

/// An answer that is there whole.
struct Answer {
    var status: Int
    var mediaType: StaticString
    var body: [UInt8]
    /// Seconds.
    var retryAfter: Int?
    /// Of a 405.
    var allow: String?
    /// Of a 401.
    var asksForToken = false
    /// Of a 201.
    var location: String?

    static func json(_ status: Int, _ value: some AdminValue) -> Answer {
        Answer(status: status, mediaType: "application/json", body: value.jsonText)
    }

    static func problem(_ error: AdminError) -> Answer {
        Answer(
            status: error.status, mediaType: "application/problem+json", body: error.jsonText,
            retryAfter: error.retryAfter)
    }

    /// - Parameter isChunked: the body comes piece by piece, and is not this one's.
    func head(keepAlive: Bool, isChunked: Bool) -> ByteBuffer {
        var head = ByteBuffer(capacity: 512)
        head.appendStatusLine(status)
        head.appendField("content-type", mediaType)
        if isChunked {
            head.appendField("transfer-encoding", "chunked")
        } else {
            head.appendField("content-length", decimal: body.count)
        }
        // Nothing here is to be kept by anybody in between, nor taken for anything else than it says.
        head.appendField("cache-control", "no-store")
        head.appendField("x-content-type-options", "nosniff")
        if let retryAfter { head.appendField("retry-after", decimal: retryAfter) }
        if let allow { Self.append("allow", allow, to: &head) }
        if asksForToken { head.appendField("www-authenticate", "Bearer realm=\"swiftlet admin\"") }
        if let location { Self.append("location", location, to: &head) }
        if !keepAlive { head.appendField("connection", "close") }
        head.appendHeadEnd()
        return head
    }

    private static func append(_ name: StaticString, _ value: String, to head: inout ByteBuffer) {
        head.append(name)
        head.append(": ")
        head.append(value)
        head.append("\r\n")
    }
}
