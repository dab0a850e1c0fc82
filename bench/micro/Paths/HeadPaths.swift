internal import HTTP
internal import Origin

/// Heads on their way out: our own, and those that go on to an origin and back.
enum HeadPaths {
    static var all: [MicroPath] {
        [
            MicroPath("head-written", times: 5_000) { writeResponse },
            MicroPath("head-to-origin", times: 2_000) { try forwardRequest() },
            MicroPath("head-from-origin", times: 5_000) { forwardResponse },
        ]
    }

    /// As a fixed response is written.
    private static func writeResponse(_ times: Int) {
        var out = ByteBuffer(capacity: 4 << 10)
        unsafe Sample.dateLine.withUnsafeBytes { date in
            for _ in 0..<times {
                out.clear()
                out.appendStatusLine(200)
                out.append("Server: swiftlet\r\n")
                unsafe out.append(date)
                out.appendField("Content-Length", decimal: UInt64(13))
                out.appendHeadEnd()
            }
        }
    }

    private static func forwardRequest() throws -> MicroPath.Run {
        let settings = OriginSettings(
            name: "shop", host: "127.0.0.1", port: 8080, authority: "127.0.0.1:8080", basePath: "", tls: nil,
            limits: OriginLimits())
        return { times in
            var request = RequestHead()
            var out = ByteBuffer(capacity: 4 << 10)
            let nothing = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
            let none = unsafe HeadEdits(start: nil, count: 0)
            try unsafe Sample.request.withUnsafeBytes { bytes in
                try unsafe Sample.label.withUnsafeBytes { address in
                    _ = try unsafe request.parse(bytes)
                    let source = unsafe ForwardedFrom(clientAddress: address, isSecure: true)
                    for _ in 0..<times {
                        out.clear()
                        unsafe ProxyRules.writeRequest(
                            request, bytes, to: settings, from: source, method: nothing, target: nothing,
                            framing: .none, edits: none, into: &out)
                    }
                }
            }
        }
    }

    /// Parsed, and its end-to-end fields copied.
    private static func forwardResponse(_ times: Int) throws {
        var response = ResponseHead()
        var out = ByteBuffer(capacity: 4 << 10)
        let none = unsafe HeadEdits(start: nil, count: 0)
        try unsafe Sample.originResponse.withUnsafeBytes { bytes in
            for _ in 0..<times {
                _ = try unsafe response.parse(bytes, requestMethod: .get)
                out.clear()
                out.appendStatusLine(response.status)
                unsafe ProxyRules.copyResponse(response.fields, response.fieldCount, bytes, edits: none, into: &out)
            }
        }
    }
}
