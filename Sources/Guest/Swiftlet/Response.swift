internal import CWorkerABI
public import HTTPTypes

/// A response: the worker's own, an origin's (passed on with the worker's changes), or one that the host is to fetch.
///
/// A value. Lives as long as the isolate.
public struct Response {
    enum Kind {
        case own
        /// An origin's response: its head and body stay with the host unless the worker asks for them.
        case fetched(handle: Int32, HeadBlock)
        /// Whatever the origin says to this request. `headers` records changes of a head nobody has seen yet.
        indirect case forwarded(origin: UInt32, Request)
    }

    let kind: Kind
    private(set) var newStatus: HTTPResponse.Status?
    /// The fields. Of a forwarded response they can be changed, but are not known.
    public var headers: Headers
    /// The body. A forwarded response has its origin's.
    public var body: Body

    /// A response of the worker's own. The host adds Date, Content-Length and the like.
    ///
    ///     Response(status: .created, headers: [.location: "/orders/7"], body: .text("made"))
    ///
    /// - Parameter status: 200 to 599: the host refuses others.
    public init(status: HTTPResponse.Status = .ok, headers: Headers = Headers(), body: Body = .none) {
        kind = .own
        newStatus = status
        self.headers = headers
        self.body = body
    }

    // Disfavoured, so that a literal of `HTTPField.Name`s takes the one above.
    /// A response of the worker's own, with fields that are named by literals: `["X-User": "ada"]`.
    @_disfavoredOverload
    public init(
        status: HTTPResponse.Status = .ok, headers: KeyValuePairs<StaticString, String>, body: Body = .none
    ) {
        self.init(status: status, headers: Headers(headers), body: body)
    }

    /// An origin's response.
    @export(interface)
    init(handle: Int32, block: HeadBlock) {
        kind = .fetched(handle: handle, block)
        headers = Headers(block: block)
        // Also where there is none: a worker that does not touch it passes on what the head says of it (HEAD).
        body = Body(.stream(handle: handle, length: block.contentLength))
    }

    @export(interface)
    init(origin: UInt32, forwarding request: Request) {
        kind = .forwarded(origin: origin, request)
        headers = Headers()
        body = .none
    }

    /// The status; of a forwarded response 0, and it cannot be changed.
    public var status: HTTPResponse.Status {
        get {
            if let newStatus { return newStatus }
            if case .fetched(_, let block) = kind { return HTTPResponse.Status(code: block.status) }
            return HTTPResponse.Status(code: 0)
        }
        set { newStatus = newValue }
    }

    /// Its status allows no body (RFC 9110 sections 15.3.5 and 15.4.5).
    var hasNoBody: Bool { status.code == 204 || status.code == 304 }

    /// A literal as text/plain.
    public static func text(_ text: StaticString, status: HTTPResponse.Status = .ok) -> Response {
        plain(.text(text), status)
    }

    // Disfavoured, so that a literal takes the overload above.
    /// Text as text/plain, UTF-8.
    @_disfavoredOverload
    public static func text(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
        plain(.text(text), status)
    }

    // Not private: the name of what is costs each worker's module 36 bytes more.
    @export(interface)
    static func plain(_ body: Body, _ status: HTTPResponse.Status) -> Response {
        var response = Response(status: status, body: body)
        response.headers.set("Content-Type", Bytes("text/plain; charset=utf-8"))
        return response
    }
}
