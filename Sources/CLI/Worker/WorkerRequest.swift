import HTTP

/// A request to a worker that a user names, checked as the server checks a client's.
struct WorkerRequest {
    /// Request line and fields, with the empty line.
    var head: [UInt8]
    var body: [UInt8]
    var isSecure: Bool
    /// For messages: "GET /path".
    var line: String

    var isHead: Bool { line.hasPrefix("HEAD ") }

    static let bodyBytesMax = 1 << 30

    /// - Parameter data: text, `@file`, or `-` for standard input.
    init(
        method: String?, url: String, headers: [String], data: String?, limits: HeadLimits
    ) throws(CommandError) {
        let body = try data.map { text throws(CommandError) in try Self.body(text) }
        try self.init(method: method, url: url, headers: headers, body: body, limits: limits)
    }

    init(
        method: String?, url: String, headers: [String], body content: [UInt8]?, limits: HeadLimits
    ) throws(CommandError) {
        let parts = try URLParts(url)
        body = content ?? []
        isSecure = parts.isSecure
        let method = method ?? (content == nil ? "GET" : "POST")
        guard !(method + parts.target + parts.authority).utf8.contains(where: { $0 <= 0x20 || $0 == 0x7f }) else {
            throw .usage("method and URL hold no spaces or control characters: write a space in a URL as %20")
        }
        line = "\(method) \(parts.target)"
        var text = "\(method) \(parts.target) HTTP/1.1\r\n"
        var names: Set<String> = []
        var lines = ""
        for header in headers {
            guard let colon = header.firstIndex(of: ":") else {
                throw .usage("--header \"\(header)\": write 'Name: value'")
            }
            guard !header.utf8.contains(where: { $0 == 13 || $0 == 10 || $0 == 0 }) else {
                throw .usage("--header \"\(header[..<colon])\": a field is one line")
            }
            names.insert(header[..<colon].lowercased())
            lines += header + "\r\n"
        }
        if !names.contains("host") { text += "Host: \(parts.authority)\r\n" }
        text += lines
        if !names.contains("content-length"), !names.contains("transfer-encoding"), content != nil {
            text += "Content-Length: \(body.count)\r\n"
        }
        head = Array((text + "\r\n").utf8)
        try check(limits)
    }

    private static func body(_ data: String) throws(CommandError) -> [UInt8] {
        if data == "-" { return try LocalFile.read("-", bytesMax: bodyBytesMax) }
        guard data.hasPrefix("@") else { return Array(data.utf8) }
        return try LocalFile.read(String(data.dropFirst()), bytesMax: bodyBytesMax)
    }

    /// The front's own parser, and its look at the path.
    private func check(_ limits: HeadLimits) throws(CommandError) {
        var request = RequestHead(fieldCountMax: limits.fieldCountMax)
        var problem: String?
        unsafe head.withUnsafeBytes { bytes in
            do throws(ProtocolError) {
                guard case .complete(let length) = try unsafe request.parse(bytes, limits: limits),
                    length == bytes.count
                else {
                    problem = "the request is not one head"
                    return
                }
                var normal = ByteBuffer()
                if request.pathNeedsNormalising {
                    try unsafe PathNormaliser.normalise(request.path.bytes(in: bytes), into: &normal)
                }
            } catch {
                problem = "the server would refuse it with \(error.status): \(error.reason)"
            }
        }
        if let problem { throw .usage("\(line): \(problem)") }
        switch request.framing {
        case .length(let length) where length != UInt64(body.count):
            throw .usage("\(line): Content-Length says \(length), the data are \(body.count) bytes")
        case .chunked, .untilClose: throw .usage("\(line): leave out Transfer-Encoding: the data are given whole")
        case .none where !body.isEmpty: throw .usage("\(line): data without Content-Length")
        case .none, .length: break
        }
        if request.method == .connect { throw .usage("\(line): the server makes no tunnels") }
    }
}

/// What a URL says of a request: `https://host/path?query`, or a path alone.
struct URLParts {
    var isSecure = true
    var authority = "localhost"
    var target = "/"

    init(_ url: String) throws(CommandError) {
        var rest = url[...]
        if let scheme = rest.firstRange(of: "://") {
            switch rest[..<scheme.lowerBound].lowercased() {
            case "https": isSecure = true
            case "http": isSecure = false
            default: throw .usage("--url \(url): write http://…, https://… or a path")
            }
            rest = rest[scheme.upperBound...]
            let end = rest.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? rest.endIndex
            authority = String(rest[..<end])
            guard !authority.isEmpty, !authority.contains("@") else {
                throw .usage("--url \(url): write a host, without user or password")
            }
            rest = rest[end...]
        } else if !rest.hasPrefix("/"), !rest.isEmpty, rest != "*" {
            throw .usage("--url \(url): a path begins with /; with a host, write http://… or https://…")
        }
        // A fragment never leaves the browser (RFC 9110 section 4.2.5).
        let path = rest[..<(rest.firstIndex(of: "#") ?? rest.endIndex)]
        target = path.isEmpty ? "/" : path.hasPrefix("?") ? "/" + path : String(path)
    }
}
