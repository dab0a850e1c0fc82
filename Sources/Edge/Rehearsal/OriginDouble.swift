internal import HTTP

/// What stands for an origin where there is no network: a response that is always the same.
package struct OriginDouble {
    package var name: String
    /// Head and body as they would come over the connection.
    package private(set) var response: [UInt8]
    package private(set) var headLength: Int
    /// How long it takes, where time is measured.
    package var delay = Duration.zero

    /// Its length is added, whatever the fields say of it.
    package init(
        name: String, status: Int, fields: [(name: String, value: String)], body: [UInt8]
    ) throws(RehearsalError) {
        self.name = name
        response = Self.response(status, body, fields: fields)
        headLength = 0
        headLength = try checkedHeadLength()
    }

    /// - Parameter message: a whole response, as an editor may have written it.
    package init(name: String, message: [UInt8]) throws(RehearsalError) {
        self.name = name
        response = Self.message(message)
        headLength = 0
        headLength = try checkedHeadLength()
    }

    private static func response(
        _ status: Int, _ body: [UInt8], fields: [(name: String, value: String)] = []
    ) -> [UInt8] {
        var head = "HTTP/1.1 \(status) \(Reason.phrase(status))\r\n"
        for field in fields where field.name.lowercased() != "content-length" {
            head += "\(field.name): \(field.value)\r\n"
        }
        return Array("\(head)Content-Length: \(body.count)\r\n\r\n".utf8) + body
    }

    /// The head's lines may end as an editor ends them, the length is counted anew.
    private static func message(_ content: [UInt8]) -> [UInt8] {
        var head: [UInt8] = []
        var lineStart = 0
        while lineStart < content.count {
            let end = content[lineStart...].firstIndex(of: UInt8(ascii: "\n")) ?? content.count
            var line = content[lineStart..<end]
            if line.last == UInt8(ascii: "\r") { line = line.dropLast() }
            lineStart = min(end + 1, content.count)
            if line.isEmpty { break }
            let isLength = String(decoding: line.prefix(15), as: UTF8.self).lowercased() == "content-length:"
            if !isLength { head += line + Array("\r\n".utf8) }
        }
        let body = content[lineStart...]
        return head + Array("Content-Length: \(body.count)\r\n\r\n".utf8) + body
    }

    /// The parser of the host's own client to origins decides what is a response.
    private func checkedHeadLength() throws(RehearsalError) -> Int {
        var head = ResponseHead()
        var result: Result<HeadProgress, ProtocolError> = .success(.incomplete)
        unsafe response.withUnsafeBytes { bytes in
            do throws(ProtocolError) {
                result = .success(try unsafe head.parse(bytes, requestMethod: .get))
            } catch {
                result = .failure(error)
            }
        }
        switch result {
        case .failure(let error): throw RehearsalError(.origin, name, "not a response: \(error.reason)")
        case .success(.complete(let length)):
            guard !head.isInformational else {
                throw RehearsalError(.origin, name, "\(head.status) is no final response")
            }
            if case .chunked = head.framing {
                throw RehearsalError(.origin, name, "leave out Transfer-Encoding: the body is what follows the head")
            }
            return length
        case .success: throw RehearsalError(.origin, name, "the response's head has no end (an empty line)")
        }
    }
}
