import Foundation
import Glibc
import Synchronization
import Testing

/// A server of its own threads, one per connection, that answers each request as its script says; it may sleep in between.
/// Ended with its test.
final class ThreadedServer {
    /// The number of the request, counted over all connections. Nil: the connection is closed.
    typealias Script = @Sendable (Int) -> String?

    let port: UInt16
    private let listener: Int32
    private let counts = Counts()

    static let hello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"

    init(_ script: @escaping Script) throws {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { base -> Int32 in
                guard unsafe bind(socket, base, length) == 0, listen(socket, 128) == 0 else { return -1 }
                return unsafe getsockname(socket, base, &length)
            }
        }
        try #require(code == 0)
        port = UInt16(bigEndian: address.sin_port)
        listener = socket
        Thread.detachNewThread { [counts] in
            // Here, not where the server ends: another's socket could have its number before this thread looks again.
            defer { close(socket) }
            while true {
                let connection = accept(socket, nil, nil)
                guard connection >= 0 else { return }
                counts.all.withLock { $0.connections += 1 }
                Thread.detachNewThread { serve(connection, counts, script) }
            }
        }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
    }

    var connectionCount: Int { counts.all.withLock { $0.connections } }

    var requestCount: Int { counts.all.withLock { $0.requests } }
}

/// What the server's threads share.
private final class Counts: Sendable {
    let all = Mutex((connections: 0, requests: 0))

    func nextRequest() -> Int {
        all.withLock { all in
            defer { all.requests += 1 }
            return all.requests
        }
    }
}

/// Requests have no body.
private func serve(_ socket: Int32, _ counts: Counts, _ script: ThreadedServer.Script) {
    defer { close(socket) }
    var pending: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
        while let end = pending.firstRange(of: Array("\r\n\r\n".utf8)) {
            pending.removeFirst(end.upperBound)
            guard let answer = script(counts.nextRequest()) else { return }
            let bytes = Array(answer.utf8)
            guard unsafe send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else { return }
        }
        let count = unsafe recv(socket, &chunk, chunk.count, 0)
        guard count > 0 else { return }
        pending += chunk[..<count]
    }
}
