import HTTP

/// What stands for an origin where there is no network: a response that is always the same.
struct OriginDouble {
    var name: String
    /// Head and body as they would come over the connection.
    var response: [UInt8]
    var headLength: Int
    /// How long it takes, where time is measured.
    var delay = Duration.zero

    private static let fileBytesMax = 64 << 20

    /// Reads `NAME=STATUS`, `NAME=STATUS:BODY` or `NAME=@FILE`.
    init(_ text: String) throws(CommandError) {
        guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
            throw .usage("--origin \(text): write NAME=STATUS, NAME=STATUS:BODY or NAME=@FILE")
        }
        name = String(text[..<equals])
        let value = text[text.index(after: equals)...]
        if value.hasPrefix("@") {
            let file = String(value.dropFirst())
            let content = try LocalFile.read(file, bytesMax: Self.fileBytesMax)
            response = content.starts(with: Array("HTTP/".utf8)) ? Self.message(content) : Self.response(200, content)
        } else {
            let colon = value.firstIndex(of: ":") ?? value.endIndex
            guard let status = Int(value[..<colon]), 200...599 ~= status else {
                throw .usage("--origin \(text): \"\(value[..<colon])\" is no status from 200 to 599")
            }
            response = Self.response(status, Array(value[colon...].dropFirst().utf8))
        }
        headLength = 0
        headLength = try checkedHeadLength(text)
    }

    init(
        name: String, status: Int, fields: [(name: String, value: String)], body: [UInt8]
    ) throws(CommandError) {
        self.name = name
        response = Self.response(status, body, fields: fields)
        headLength = 0
        headLength = try checkedHeadLength(name)
    }

    /// A file that holds a whole response.
    init(name: String, responseFile: String) throws(CommandError) {
        self.name = name
        response = Self.message(try LocalFile.read(responseFile, bytesMax: Self.fileBytesMax))
        headLength = 0
        headLength = try checkedHeadLength(name)
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

    /// A whole response from a file: the head's lines may end as an editor ends them, the length is counted anew.
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
    private func checkedHeadLength(_ text: String) throws(CommandError) -> Int {
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
        case .failure(let error): throw .usage("--origin \(text): not a response: \(error.reason)")
        case .success(.complete(let length)):
            guard !head.isInformational else { throw .usage("--origin \(text): \(head.status) is no final response") }
            if case .chunked = head.framing {
                throw .usage("--origin \(text): leave out Transfer-Encoding: the body is what follows the head")
            }
            return length
        case .success: throw .usage("--origin \(text): the response's head has no end (an empty line)")
        }
    }
}
