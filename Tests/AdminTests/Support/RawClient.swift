import Glibc
import HTTP

@testable import Admin

/// A client of the unix socket that sends whatever bytes a test wants.
final class RawClient {
    private let descriptor: Int32

    init(_ path: String) {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        let code = unsafe SocketFile.connectOrBind(path) { unsafe connect(descriptor, $0, $1) }
        precondition(code == 0, "the test's host does not answer")
    }

    deinit { close(descriptor) }

    func send(_ text: String) { send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) {
        var position = 0
        while position < bytes.count {
            let count = unsafe bytes.withUnsafeBytes {
                unsafe Glibc.send(descriptor, $0.baseAddress! + position, $0.count - position, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            position += count
        }
    }

    func endSending() { _ = shutdown(descriptor, Int32(SHUT_WR)) }

    /// All that comes until the host ends the connection, or nothing has come for ten seconds.
    func all() -> String {
        var text: [UInt8] = []
        while let more = some() { text.append(contentsOf: more) }
        return String(decoding: text, as: UTF8.self)
    }

    /// What comes next; nil: the end.
    func some() -> [UInt8]? {
        guard !Readiness.readable([descriptor], until: Deadline(in: 10_000)).isEmpty else { return nil }
        var room = [UInt8](repeating: 0, count: 64 << 10)
        let count = unsafe recv(descriptor, &room, room.count, 0)
        return count > 0 ? Array(room[..<count]) : nil
    }

    /// Reads until `text` has come.
    func wait(for text: String) -> Bool {
        var seen = ""
        while !seen.contains(text) {
            guard let more = some() else { return false }
            seen += String(decoding: more, as: UTF8.self)
        }
        return true
    }

    /// The status of the answer to a whole request, after which the connection ends.
    static func status(_ path: String, _ request: String) -> Int? {
        let client = RawClient(path)
        client.send(request)
        return Int(client.all().dropFirst(9).prefix(3))
    }
}
