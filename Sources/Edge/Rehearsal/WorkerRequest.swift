package import HTTP

/// A request to a worker that a user names, checked as the server checks a client's.
package struct WorkerRequest {
    /// Request line and fields, with the empty line.
    package var head: [UInt8]
    package var body: [UInt8]
    package var isSecure: Bool
    /// For messages: "GET /path".
    package var line: String

    package var isHead: Bool { line.hasPrefix("HEAD ") }

    package static let bodyBytesMax = 1 << 30

    /// - Parameters:
    ///   - method: nil: GET, with a body POST.
    ///   - headers: lines of a head, `Name: value`.
    package init(
        method: String?, url: String, headers: [String], body content: [UInt8]?, limits: HeadLimits
    ) throws(RehearsalError) {
        let parts = try URLParts(url)
        body = content ?? []
        isSecure = parts.isSecure
        let method = method ?? (content == nil ? "GET" : "POST")
        guard !(method + parts.target + parts.authority).utf8.contains(where: { $0 <= 0x20 || $0 == 0x7f }) else {
            throw RehearsalError("method and URL hold no spaces or control characters: write a space in a URL as %20")
        }
        line = "\(method) \(parts.target)"
        var text = "\(method) \(parts.target) HTTP/1.1\r\n"
        var names: Set<String> = []
        var lines = ""
        for header in headers {
            guard let colon = header.firstIndex(of: ":") else {
                throw RehearsalError(.header, header, "write 'Name: value'")
            }
            guard !header.utf8.contains(where: { $0 == 13 || $0 == 10 || $0 == 0 }) else {
                throw RehearsalError(.header, String(header[..<colon]), "a field is one line")
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

    /// The front's own parser, and its look at the path.
    private func check(_ limits: HeadLimits) throws(RehearsalError) {
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
        if let problem { throw RehearsalError("\(line): \(problem)") }
        switch request.framing {
        case .length(let length) where length != UInt64(body.count):
            throw RehearsalError("\(line): Content-Length says \(length), the data are \(body.count) bytes")
        case .chunked, .untilClose:
            throw RehearsalError("\(line): leave out Transfer-Encoding: the data are given whole")
        case .none where !body.isEmpty: throw RehearsalError("\(line): data without Content-Length")
        case .none, .length: break
        }
        if request.method == .connect { throw RehearsalError("\(line): the server makes no tunnels") }
    }
}
