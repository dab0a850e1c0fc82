import Glibc
import Loop

@testable import Admin

/// A unix socket that answers its first connection with fixed bytes, once a request's head has come.
final class CannedHost {
    private let directory = TemporaryDirectory.make()
    var client: AdminClient { AdminClient(.socket("\(directory)/a.sock")) }

    init(_ answer: String) throws {
        let (listener, _) = try SocketFile.bind("\(directory)/a.sock", mode: 0o600)
        _ = listen(listener, 1)
        let thread = try LoopThread {
            defer { close(listener) }
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else { return }
            defer { close(connection) }
            var room = [UInt8](repeating: 0, count: 64 << 10)
            guard unsafe recv(connection, &room, room.count, 0) > 0 else { return }
            let bytes = Array(answer.utf8)
            _ = unsafe send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
            _ = shutdown(connection, Int32(SHUT_WR))
            while unsafe recv(connection, &room, room.count, 0) > 0 {}
        }
        thread.detach()
    }

    deinit { TemporaryDirectory.remove(directory) }
}
