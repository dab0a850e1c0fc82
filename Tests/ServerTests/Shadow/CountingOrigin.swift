import Foundation
import Glibc
import Synchronization

/// An origin that answers each request with its number, and remembers what it was sent. A connection for each request.
final class CountingOrigin: Sendable {
    let port: UInt16
    private let listener: Int32
    private let heads = Mutex<[String]>([])
    private let hasStopped = Atomic(false)

    init() throws {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = unsafe inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
                unsafe bind(socket, raw, length) == 0 && listen(socket, 64) == 0
                    && getsockname(socket, raw, &length) == 0
            }
        }
        guard isBound else { throw POSIXError(.EADDRINUSE) }
        listener = socket
        port = UInt16(bigEndian: address.sin_port)
        Thread.detachNewThread { [self] in
            while case let client = accept(socket, nil, nil), client >= 0 { serve(client) }
        }
    }

    /// Harmless twice.
    func stop() {
        guard !hasStopped.exchange(true, ordering: .relaxed) else { return }
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    var requests: [String] { heads.withLock { $0 } }

    private func isWhole(_ bytes: [UInt8]) -> Bool {
        guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return false }
        let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        let length = lines.first { $0.hasPrefix("Content-Length: ") }.flatMap { Int($0.dropFirst(16)) } ?? 0
        return bytes.count - end.upperBound >= length
    }

    private func serve(_ client: Int32) {
        defer { close(client) }
        var bytes: [UInt8] = []
        while !isWhole(bytes) {
            var chunk = [UInt8](repeating: 0, count: 4096)
            let count = unsafe recv(client, &chunk, chunk.count, 0)
            guard count > 0 else { return }
            bytes += chunk[..<count]
        }
        let number = heads.withLock { heads in
            heads.append(String(decoding: bytes, as: UTF8.self))
            return heads.count
        }
        let body = "{\"number\": \(number)}"
        let answer = """
            HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Number: \(number)\r\n\
            Content-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n\(body)
            """
        _ = unsafe send(client, answer, answer.utf8.count, Int32(MSG_NOSIGNAL))
    }
}
