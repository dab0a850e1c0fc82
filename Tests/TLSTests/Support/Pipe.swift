import Testing

@testable import TLS

/// A client's and a server's session, with memory where the network would be.
@safe final class Pipe {
    private let clientOutput = TLSOutput()
    private let serverOutput = TLSOutput()
    let client: TLSSession
    let server: TLSSession
    /// Plaintext that arrived.
    private(set) var atClient: [UInt8] = []
    private(set) var atServer: [UInt8] = []
    private(set) var clientIsClosed = false
    private(set) var serverIsClosed = false
    /// Ciphertext of the last `run`, from the server.
    private(set) var lastFromServer: [UInt8] = []

    init(client: TLSClientContext, server: TLSServerContext) throws {
        self.client = try TLSSession(client: client, output: clientOutput)
        self.server = try TLSSession(server: server, output: serverOutput)
    }

    /// Lets both sides talk until neither has anything to say.
    func run() throws {
        lastFromServer = []
        while !clientOutput.isEmpty || !serverOutput.isEmpty {
            let toServer = take(clientOutput)
            if !toServer.isEmpty { try feedServer(toServer) }
            let toClient = take(serverOutput)
            lastFromServer += toClient
            if !toClient.isEmpty { try feedClient(toClient) }
        }
    }

    func shakeHands() throws {
        try client.startHandshake()
        try run()
    }

    func feedServer(_ bytes: [UInt8]) throws {
        serverIsClosed = try Pipe.feed(server, bytes, into: &atServer) || serverIsClosed
    }

    func feedClient(_ bytes: [UInt8]) throws {
        clientIsClosed = try Pipe.feed(client, bytes, into: &atClient) || clientIsClosed
    }

    func send(fromServer bytes: [UInt8]) throws {
        try Pipe.write(server, bytes)
        try run()
    }

    func send(fromClient bytes: [UInt8]) throws {
        try Pipe.write(client, bytes)
        try run()
    }

    /// What the server wrote, kept from the client.
    func takeFromServer() -> [UInt8] { take(serverOutput) }

    /// What the client wrote, kept from the server.
    func takeFromClient() -> [UInt8] { take(clientOutput) }

    /// Writes, and keeps it from the server.
    func write(fromClient bytes: [UInt8]) throws { try Pipe.write(client, bytes) }

    private func take(_ output: TLSOutput) -> [UInt8] {
        let bytes = unsafe Array(output.bytes)
        output.clear()
        return bytes
    }

    private static func write(_ session: TLSSession, _ bytes: [UInt8]) throws {
        try unsafe bytes.withUnsafeBytes { bytes in try unsafe session.write(bytes) }
    }

    /// True when the peer said that it is done.
    private static func feed(
        _ session: TLSSession, _ bytes: [UInt8], into plaintext: inout [UInt8]
    ) throws -> Bool {
        var collected: [UInt8] = []
        defer { plaintext += collected }
        return try unsafe bytes.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return false }
            unsafe session.feed(base, bytes.count)
            var room = [UInt8](repeating: 0, count: 20_000)
            while true {
                let read = try unsafe room.withUnsafeMutableBytes { room in
                    try unsafe session.read(into: room)
                }
                switch read {
                case .bytes(let count): collected += room[..<count]
                case .needsMore: return false
                case .closed: return true
                }
            }
        }
    }
}

extension TLSSession {
    func write(fromString text: String) throws {
        let bytes = Array(text.utf8)
        try unsafe bytes.withUnsafeBytes { bytes in try unsafe write(bytes) }
    }
}
