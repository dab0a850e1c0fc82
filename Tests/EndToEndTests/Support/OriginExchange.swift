/// One request at an origin, and the means to answer it. Used on its connection's thread.
final class OriginExchange {
    let request: OriginRequest
    private let connection: OriginConnection

    init(request: OriginRequest, connection: OriginConnection) {
        self.request = request
        self.connection = connection
    }

    /// Whatever bytes.
    func send(_ text: String) throws { try connection.socket.send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) throws { try connection.socket.send(bytes) }

    /// A well-formed answer.
    func respond(_ status: Int = 200, fields: String = "", _ body: String = "") throws {
        try send("HTTP/1.1 \(status) Whatever\r\n\(fields)Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
    }

    /// The connection ends in order.
    func close() { connection.isOver = true }

    /// The connection ends with a reset.
    func reset() {
        connection.socket.reset()
        connection.isOver = true
    }

    /// Waits until the other side closes; nothing is answered.
    func waitForTheEnd() {
        while let bytes = try? connection.socket.receive(), !bytes.isEmpty {}
        connection.isOver = true
    }
}

/// One connection of an origin: reads request after request.
final class OriginConnection {
    let socket: Socket
    let number: Int
    var isOver = false
    private var pending: [UInt8] = []
    private var count = 0

    init(_ socket: Socket, number: Int) {
        self.socket = socket
        self.number = number
    }

    /// The next request; nil when the other side has closed.
    func nextRequest() -> OriginRequest? {
        guard let head = line(endingWith: Array("\r\n\r\n".utf8)) else { return nil }
        count += 1
        var request = OriginRequest(
            head: String(decoding: head, as: UTF8.self), connection: number, number: count)
        if request["Transfer-Encoding"] == "chunked" {
            while let size = line(endingWith: [13, 10]).flatMap({
                Int(String(decoding: $0.dropLast(2), as: UTF8.self), radix: 16)
            }) {
                guard let chunk = take(size + 2) else { break }
                if size == 0 { break }
                request.body += chunk.dropLast(2)
            }
        } else if let length = request["Content-Length"].flatMap({ Int($0) }) {
            request.body = take(length) ?? pending
        }
        return request
    }

    private func line(endingWith mark: [UInt8]) -> [UInt8]? {
        while true {
            if let end = pending.firstRange(of: mark)?.upperBound { return take(end) }
            guard fill() else { return nil }
        }
    }

    private func take(_ count: Int) -> [UInt8]? {
        while pending.count < count {
            guard fill() else { return nil }
        }
        defer { pending.removeFirst(count) }
        return Array(pending.prefix(count))
    }

    private func fill() -> Bool {
        guard let bytes = try? socket.receive(), !bytes.isEmpty else { return false }
        pending += bytes
        return true
    }
}
