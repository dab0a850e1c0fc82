internal import CWorkerABI
public import HTTPTypes

/// A request: the client's, or one that the worker makes for an origin.
///
/// A value. The client's request is read where the host wrote it; changes are recorded and reach the origin when the
/// request is sent or forwarded. Lives as long as the isolate.
public struct Request {
    /// The client's head; nil for a request made by the worker.
    let block: HeadBlock?
    private(set) var newMethod: HTTPRequest.Method?
    private(set) var newTarget: Bytes?
    /// The fields. Changes reach the origin when the request is sent or forwarded.
    public var headers: Headers
    /// The body. The client's can be read, or passed on with this request, once.
    public var body: Body

    /// The request that the isolate was made for.
    @export(interface)
    package init(block: HeadBlock) {
        self.block = block
        headers = Headers(block: block)
        body = block.contentLength == 0 ? .none : Body(.stream(handle: Host.clientRequest, length: block.contentLength))
    }

    /// A request for an origin. `target` is path and query.
    @export(interface)
    public init(
        _ target: String, method: HTTPRequest.Method = .get, headers: Headers = Headers(), body: Body = .none
    ) {
        block = nil
        newMethod = method
        newTarget = Bytes(copying: target)
        self.headers = headers
        self.body = body
    }

    // Disfavoured, so that a literal of `HTTPField.Name`s takes the one above.
    /// A request, with fields that are named by literals: `["X-User": "ada"]`.
    @_disfavoredOverload
    public init(
        _ target: String, method: HTTPRequest.Method = .get, headers: KeyValuePairs<StaticString, String>,
        body: Body = .none
    ) {
        self.init(target, method: method, headers: Headers(headers), body: body)
    }

    /// The method. Of a client's request any token is possible; a request to an origin cannot be CONNECT.
    public var method: HTTPRequest.Method {
        get { newMethod ?? block?.method.method ?? .get }
        set { newMethod = newValue }
    }

    /// `https` or `http`, as the client connected.
    public var scheme: String { isSecure ? "https" : "http" }

    /// Whether the client's connection to this host is encrypted; false for a request made by the worker.
    public var isSecure: Bool { block?.isSecure ?? false }

    /// Host and port as the client named them; empty for a request made by the worker.
    public var authority: String { block?.authority.text ?? "" }

    /// Path and query, as sent.
    public var target: String {
        get { targetBytes.text }
        set { newTarget = Bytes(copying: newValue) }
    }

    /// The target before its first `?`.
    @export(interface)
    public var path: String { pathBytes.text }

    /// The path's bytes: nothing is allocated, and to compare them costs no module Unicode's tables.
    public var pathBytes: Bytes { targetBytes.slice(0..<pathLength) }

    /// The target's bytes: nothing is allocated.
    public var targetBytes: Bytes {
        get { newTarget ?? block?.target ?? Bytes("/") }
        set { newTarget = newValue }
    }

    /// The client's address, without port.
    public var clientAddress: String { block?.clientAddress.text ?? "" }

    /// The id that the host gave this request: it is in the host's log and in error answers.
    public var id: String { block?.requestID.text ?? "" }

    @export(interface)
    private var pathLength: Int {
        let target = targetBytes
        for index in 0..<target.count where target[index] == UInt8(ascii: "?") { return index }
        return target.count
    }
}

extension Bytes {
    /// The method of this name. The common ones are literals, so that asking costs nothing.
    @export(interface)
    fileprivate var method: HTTPRequest.Method {
        if self == "GET" { return .get }
        if self == "HEAD" { return .head }
        if self == "POST" { return .post }
        if self == "PUT" { return .put }
        if self == "DELETE" { return .delete }
        // The host lets no method in that is not a token.
        return HTTPRequest.Method(text) ?? .get
    }
}
