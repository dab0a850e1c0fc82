internal import Admin
internal import Deploy
internal import HTTP
internal import Loop

/// The request that somebody asks about, checked as a client's would be.
struct AskedRequest {
    /// Nil: the URL is a path alone.
    private(set) var isSecure: Bool?
    private(set) var port: Int?
    private(set) var host = ""
    /// In normal form, without query.
    private(set) var path = "/"
    /// The host would answer so at once: a length that is no number, say.
    private(set) var refusal: (status: Int, reason: String)?
    private let fields: [HeaderLine]
    private let address: String?

    init(_ request: ExplainRequest, _ limits: HeadLimits) throws(AdminError) {
        fields = request.headers
        address = request.address
        if let address, Address(host: address, port: 0) == nil {
            throw .badRequest("\"\(address)\" is no IP address", remedy: "write one, such as 203.0.113.7")
        }
        var target = request.url[...]
        // What looks like another URL in a query is none of ours.
        if !target.hasPrefix("/"), let scheme = target.firstRange(of: "://") {
            switch target[..<scheme.lowerBound].lowercased() {
            case "https": isSecure = true
            case "http": isSecure = false
            default: throw .badRequest("\"\(request.url)\" is no URL", remedy: "write https://…, http://… or a path")
            }
            target = target[scheme.upperBound...]
            let end = target.firstIndex { $0 == "/" || $0 == "?" } ?? target.endIndex
            host = String(target[..<end])
            target = target[end...]
        }
        if let own = field("Host") { host = own }
        if host.isEmpty { host = "localhost" }
        port = HostAndPort(host)?.port.map(Int.init)
        let text = target.isEmpty ? "/" : target.hasPrefix("?") ? "/" + target : String(target)
        try parse("\(request.method) \(text) HTTP/1.1\r\nHost: \(host)\r\n", limits)
    }

    /// The front's own parser decides what is a request.
    private mutating func parse(_ start: String, _ limits: HeadLimits) throws(AdminError) {
        let lines = fields.filter { $0.name.lowercased() != "host" }.map { "\($0.name): \($0.value)\r\n" }.joined()
        var head = RequestHead(fieldCountMax: limits.fieldCountMax)
        var problem: String?
        var normal = ByteBuffer()
        let text = Array((start + lines + "\r\n").utf8)
        unsafe text.withUnsafeBytes { bytes in
            do throws(ProtocolError) {
                guard case .complete(let length) = try unsafe head.parse(bytes, limits: limits), length == bytes.count
                else {
                    problem = "it is not one request"
                    return
                }
                if head.pathNeedsNormalising {
                    try unsafe PathNormaliser.normalise(head.path.bytes(in: bytes), into: &normal)
                } else {
                    unsafe normal.append(head.path.bytes(in: bytes))
                }
            } catch {
                refusal = (error.status, "\(error.reason)")
            }
        }
        if let problem { throw .badRequest(problem, remedy: "mend the method, the URL or the headers") }
        path = unsafe String(decoding: normal.readable, as: UTF8.self)
    }

    func withHostAndPath<Result>(_ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Result) -> Result {
        unsafe Array(host.utf8).withUnsafeBytes { host in
            unsafe Array(path.utf8).withUnsafeBytes { path in unsafe body(host, path) }
        }
    }

    /// The first field of that name.
    func field(_ name: String) -> String? {
        fields.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// The first of the keys that it has, else its address.
    func userKey(_ keys: [AssignmentKey]) -> (AssignmentKey, String) {
        for key in keys {
            switch key {
            case .cookie(let name):
                for line in fields where line.name.lowercased() == "cookie" {
                    let value = unsafe Array(line.value.utf8).withUnsafeBytes { field in
                        unsafe CookieField.value(of: Array(name.utf8), in: field).map {
                            unsafe String(decoding: $0, as: UTF8.self)
                        }
                    }
                    if let value, !value.isEmpty { return (key, value) }
                }
            case .header(let name): if let value = field(name), !value.isEmpty { return (key, value) }
            case .address: return (key, address ?? "127.0.0.1")
            }
        }
        return (.address, address ?? "127.0.0.1")
    }
}
