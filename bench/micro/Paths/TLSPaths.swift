internal import Glibc
internal import TLS

/// A record from one session to another, both in memory: sealed, opened.
enum TLSPaths {
    static var all: [MicroPath] {
        [record("tls-record", bytes: 200, times: 1_000), record("tls-record-16k", bytes: 16_000, times: 100)]
    }

    private static func record(_ name: String, bytes count: Int, times: Int) -> MicroPath {
        MicroPath(name, times: times) {
            let pair = try TLSPair()
            let text = [UInt8](repeating: UInt8(ascii: "a"), count: count)
            return { times in
                try unsafe text.withUnsafeBytes { text in
                    for _ in 0..<times { try unsafe pair.send(text) }
                }
            }
        }
    }
}

/// A server's session and a client's, past their handshake.
@safe final class TLSPair {
    private let server: TLSSession
    private let client: TLSSession
    private let fromServer = TLSOutput()
    private let fromClient = TLSOutput()
    private let plaintext: UnsafeMutableRawBufferPointer

    init() throws {
        let certificate = try TLSCertificate(selfSignedFor: ["localhost"])
        let trusted = try Self.file(certificate.pem())
        defer { unsafe unlink(trusted) }
        server = try TLSSession(server: TLSServerContext(certificates: [certificate]), output: fromServer)
        client = try TLSSession(
            client: TLSClientContext(serverName: "localhost", authorities: trusted), output: fromClient)
        unsafe plaintext = .allocate(byteCount: 32 << 10, alignment: 16)
        try client.startHandshake()
        while !client.isEstablished || !server.isEstablished || !fromServer.isEmpty || !fromClient.isEmpty {
            _ = try deliver(fromClient, to: server)
            _ = try deliver(fromServer, to: client)
        }
    }

    deinit { unsafe plaintext.deallocate() }

    /// From the server to the client.
    func send(_ text: UnsafeRawBufferPointer) throws {
        try unsafe server.write(text)
        guard try deliver(fromServer, to: client) == text.count else {
            throw BenchError(description: "not all of the record arrived")
        }
    }

    /// Gives what one has written to the other; how much of it is plaintext.
    private func deliver(_ output: TLSOutput, to session: TLSSession) throws -> Int {
        defer { output.clear() }
        guard let ciphertext = unsafe output.bytes.baseAddress, output.count > 0 else { return 0 }
        unsafe session.feed(ciphertext, output.count)
        var count = 0
        while !session.isDrained {
            guard case .bytes(let more) = try unsafe session.read(into: plaintext) else { break }
            count += more
        }
        return count
    }

    private static func file(_ bytes: [UInt8]) throws -> String {
        var path = Array("/tmp/microbench-XXXXXX".utf8CString)
        let file = unsafe mkstemp(&path)
        guard file >= 0 else { throw BenchError(description: "no file can be made in /tmp") }
        defer { close(file) }
        guard unsafe Glibc.write(file, bytes, bytes.count) == bytes.count else {
            throw BenchError(description: "the certificate cannot be written")
        }
        return String(decoding: path.dropLast().map({ UInt8(bitPattern: $0) }), as: UTF8.self)
    }
}
