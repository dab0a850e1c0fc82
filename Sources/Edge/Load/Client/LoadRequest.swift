internal import HTTP

/// One request as it goes over the connection, again and again, and what must come back. A value; process lifetime.
package struct LoadRequest: Sendable {
    let method: Method
    /// Head and body.
    let bytes: [UInt8]
    let expectation: Expectation

    /// What an answer must be.
    package struct Expectation: Sendable {
        /// Nil: 200 to 399.
        package var status: Int?
        package var bodyContains: [UInt8]

        package init(status: Int? = nil, bodyContains: [UInt8] = []) {
            self.status = status
            self.bodyContains = bodyContains
        }

        /// The failure's kind; nil: as expected.
        func failure(status: Int, body: [UInt8]) -> String? {
            guard self.status.map({ $0 == status }) ?? (200...399 ~= status) else { return "status \(status)" }
            return Self.contains(body, bodyContains) ? nil : "wrong body"
        }

        private static func contains(_ body: [UInt8], _ part: [UInt8]) -> Bool {
            guard let first = part.first else { return true }
            guard body.count >= part.count else { return false }
            return (0...(body.count - part.count)).contains { start in
                body[start] == first && body[start..<(start + part.count)].elementsEqual(part)
            }
        }
    }

    /// - Parameters:
    ///   - target: path and query.
    ///   - authority: for `Host`, where the fields have none.
    ///   - fields: in order. `Content-Length` is added, and `Connection` where each request has a connection of its own.
    package init(
        method: String = "GET", target: String, authority: String, fields: [(name: String, value: String)] = [],
        body: [UInt8] = [], closes: Bool = false, expectation: Expectation = Expectation()
    ) throws(LoadError) {
        var head = "\(method) \(target) HTTP/1.1\r\n"
        if !fields.contains(where: { $0.name.lowercased() == "host" }) { head += "Host: \(authority)\r\n" }
        for field in fields { head += "\(field.name): \(field.value)\r\n" }
        if !body.isEmpty { head += "Content-Length: \(body.count)\r\n" }
        if closes { head += "Connection: close\r\n" }
        bytes = Array((head + "\r\n").utf8) + body
        self.method = unsafe Array(method.utf8).withUnsafeBytes { unsafe Method.of($0) }
        self.expectation = expectation
        if let problem = Self.problem(bytes, bodyLength: body.count) {
            throw LoadError(.request, "\(method) \(target): \(problem)")
        }
    }

    /// The server's own parser decides what is a request.
    private static func problem(_ bytes: [UInt8], bodyLength: Int) -> String? {
        var head = RequestHead(fieldCountMax: 1000)
        let limits = HeadLimits(headBytesMax: 1 << 20, uriBytesMax: 1 << 20, fieldCountMax: 1000)
        var problem: String?
        unsafe bytes.withUnsafeBytes { bytes in
            do throws(ProtocolError) {
                guard case .complete(let length) = try unsafe head.parse(bytes, limits: limits),
                    length + bodyLength == bytes.count
                else {
                    problem = "not one request"
                    return
                }
            } catch {
                problem = "\(error.reason)"
            }
        }
        return problem
    }
}
