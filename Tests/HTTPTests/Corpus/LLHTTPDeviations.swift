/// Where we decide otherwise than llhttp does in strict mode, and the section that lets us.
struct LLHTTPDeviation {
    enum Ours: Equatable {
        /// We refuse with this status what llhttp accepts.
        case refused(Int)
        /// We accept what llhttp refuses, or find these boundaries instead of its own.
        case trace(String)
    }

    var ours: Ours
    var section: String
    var reason: String
    var examples: [String]

    /// All of them: an example that deviates and is not named here fails the test, and so does one that is and does not.
    static let table: [LLHTTPDeviation] = [
        .init(
            ours: .trace("head…59 body[] end 59 open"), section: "RFC 9110 section 9.1",
            reason: "methods are open-ended: the server answers 501, the grammar is kept",
            examples: [
                "request/invalid: HTTP protocol and ANNOUNCE method"
            ]),
        .init(
            ours: .trace("head…21 body[] end 21 open"), section: "RFC 9110 section 9.1",
            reason: "methods are open-ended: the server answers 501, the grammar is kept",
            examples: [
                "request/invalid: Invalid method"
            ]),
        .init(
            ours: .trace("head…127 body[127..<137] end 137 closed"), section: "RFC 9112 section 6.3",
            reason: "no tunnel is opened here; Content-Length then says where the next message starts",
            examples: [
                "request/method: CONNECT with body"
            ]),
        .init(
            ours: .refused(400), section: "RFC 9112 section 3.2.4",
            reason: "asterisk form belongs to OPTIONS alone",
            examples: [
                "request/method: M-SEARCH request"
            ]),
        .init(
            ours: .refused(400), section: "RFC 9112 section 2.3",
            reason: "the protocol's name is HTTP",
            examples: [
                "request/method: SOURCE request with ICE",
                "request/method: OPTIONS request with RTSP",
                "request/method: ANNOUNCE request with RTSP",
            ]),
        .init(
            ours: .refused(400), section: "RFC 9112 section 3",
            reason: "a request line has a version; HTTP/0.9 is not spoken",
            examples: [
                "request/sample: No HTTP version"
            ]),
        .init(
            ours: .refused(400), section: "RFC 9112 section 3.2",
            reason: "a fragment is no part of a target (the unknown coding would be a 501: section 6.1)",
            examples: [
                "request/transfer-encoding: POST with `chunked` as last transfer-encoding"
            ]),
        .init(
            ours: .refused(400), section: "RFC 9112 section 3.2",
            reason: "a fragment is no part of a target",
            examples: [
                "request/transfer-encoding: POST with `chunked` as last transfer-encoding (multiple headers)",
                "request/uri: Fragment in URI",
                "url: Absolute URL",
                "url: Relative URL",
                "url: URL fragment",
                "url: Complex URL fragment",
                "url: Complex URL from node.js url parser doc",
                "url: Complex URL with basic auth from node.js url parser doc",
            ]),
        .init(
            ours: .refused(400), section: "RFC 3986 section 2",
            reason: "a quotation mark has to be escaped",
            examples: [
                "request/uri: Quotes in URI"
            ]),
        .init(
            ours: .refused(400), section: "RFC 9110 section 4.2.4",
            reason: "user information may hide the host's name",
            examples: [
                "request/uri: `host:port` and basic auth",
                "url: Proxy basic auth with url encoded space",
                "url: Proxy basic auth with unreserved chars",
            ]),
        .init(
            ours: .refused(502), section: "RFC 9112 section 2.2",
            reason: "only servers skip empty lines: before a response they were not asked for",
            examples: [
                "response/connection: HTTP 304 with Content-Length",
                "response/connection: HTTP 100 first, then 400",
                "response/pipelining: Should parse multiple events",
                "response/sample: Response starting with CRLF",
            ]),
        .init(
            ours: .refused(502), section: "RFC 9112 section 2.3",
            reason: "the protocol's name is HTTP",
            examples: [
                "response/sample: RTSP response",
                "response/sample: ICE response",
            ]),
        .init(
            ours: .refused(502), section: "RFC 9112 section 2.3",
            reason: "HTTP/0.9 has no status line",
            examples: [
                "response/sample: HTTP version 0.9"
            ]),
        .init(
            ours: .refused(502), section: "RFC 9112 section 6.1",
            reason: "a coding that we did not offer to decode",
            examples: [
                "response/transfer-encoding: `chunked` before other transfer-encoding",
                "response/transfer-encoding: `chunkedchunked` transfer-encoding does not enable chunked enconding",
            ]),
        .init(
            ours: .refused(502), section: "RFC 9112 section 6.1",
            reason: "chunked is applied last and once",
            examples: [
                "response/transfer-encoding: multiple transfer-encoding where chunked is not the last one"
            ]),
        .init(
            ours: .refused(400), section: "RFC 6874 section 4",
            reason: "a zone means something on its own machine only and is not sent",
            examples: [
                "url: IPv6 address with Zone ID"
            ]),
        .init(
            ours: .refused(400), section: "RFC 3986 section 3.2.2",
            reason: "no address in brackets holds %",
            examples: [
                "url: IPv6 address with Zone ID, but `%` is not percent-encoded"
            ]),
    ]

    static func of(_ example: String) -> LLHTTPDeviation? { table.first { $0.examples.contains(example) } }
}
