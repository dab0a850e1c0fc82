/// A client that sends exactly the bytes it is told to, and reads responses with the strictness of a test.
final class RawClient {
    private enum Channel {
        case plain(Socket)
        case encrypted(TLSChannel)
    }

    /// Kept alive: a server ends when nobody refers to it.
    private let server: RunningServer?
    private let channel: Channel
    private let socket: Socket
    /// Received, not yet taken.
    private var pending: [UInt8] = []

    init(_ server: RunningServer, _ depth: Depth, receiveBuffer: Int32? = nil) throws {
        self.server = server
        socket = try .connect(port: server.port(depth), receiveBuffer: receiveBuffer)
        switch depth {
        case .cleartext: channel = .plain(socket)
        case .tls: channel = .encrypted(try TLSChannel(over: socket))
        }
    }

    init(over tls: TLSChannel, _ socket: Socket) {
        server = nil
        self.socket = socket
        channel = .encrypted(tls)
    }

    /// Over a connection that is there.
    init(over socket: Socket) {
        server = nil
        self.socket = socket
        channel = .plain(socket)
    }

    func send(_ text: String) throws { try send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) throws {
        switch channel {
        case .plain(let socket): try socket.send(bytes)
        case .encrypted(let tls): try tls.send(bytes)
        }
    }

    func finishSending() {
        switch channel {
        case .plain(let socket): socket.finishSending()
        case .encrypted(let tls): tls.finishSending()
        }
    }

    func close() { socket.close() }

    func reset() { socket.reset() }

    /// The next response, body included. Interim responses are responses, without body.
    func response(to method: String = "GET") throws -> RawResponse {
        var response = try RawResponse(head: take(through: Array("\r\n\r\n".utf8)))
        if method == "HEAD" || response.status < 200 || response.status == 204 || response.status == 304 {
            return response
        }
        if response["Transfer-Encoding"] == "chunked" {
            response.body = try chunkedBody()
        } else if let length = response["Content-Length"].flatMap({ Int($0) }) {
            response.body = try take(length)
        } else {
            response.body = try everything()
        }
        return response
    }

    /// All bytes up to the peer's end of stream.
    func everything() throws -> [UInt8] {
        while try fill() {}
        defer { pending = [] }
        return pending
    }

    /// At most what one read gives; empty at the end of the stream.
    func someBytes() throws -> [UInt8] {
        if pending.isEmpty { _ = try fill() }
        defer { pending = [] }
        return pending
    }

    /// Waits for the peer's end of stream. False: it sent something instead.
    func isClosedByPeer() throws -> Bool {
        guard pending.isEmpty else { return false }
        return try !fill()
    }

    private func chunkedBody() throws -> [UInt8] {
        var body: [UInt8] = []
        while true {
            let line = String(decoding: try take(through: [13, 10]).dropLast(2), as: UTF8.self)
            guard let size = Int(line, radix: 16) else { throw EndToEndError("no chunk size: \(line)") }
            body += try take(size)
            guard try take(2) == [13, 10] else { throw EndToEndError("a chunk does not end in CRLF") }
            if size == 0 { return body }
        }
    }

    private func take(_ count: Int) throws -> [UInt8] {
        while pending.count < count {
            guard try fill() else { throw EndToEndError("the stream ended \(count - pending.count) bytes too early") }
        }
        defer { pending.removeFirst(count) }
        return Array(pending.prefix(count))
    }

    private func take(through mark: [UInt8]) throws -> [UInt8] {
        while true {
            if let end = pending.firstRange(of: mark)?.upperBound { return try take(end) }
            guard try fill() else {
                let text = String(decoding: pending, as: UTF8.self)
                throw EndToEndError("the stream ended before a response did: \"\(text)\"")
            }
        }
    }

    /// False at the end of the stream.
    private func fill() throws -> Bool {
        let bytes =
            switch channel {
            case .plain(let socket): try socket.receive()
            case .encrypted(let tls): try tls.receive()
            }
        pending += bytes
        return !bytes.isEmpty
    }
}
