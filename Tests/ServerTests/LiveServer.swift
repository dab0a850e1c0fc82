import Foundation
import Glibc
import Logging
import Toolchain
import Wasm

@testable import Server

/// A server of its own thread in this process, with one worker of the text format on all paths of a free port.
final class LiveServer: @unchecked Sendable {
    // Sendable: set once before `init` returns.
    private(set) var control: ServerControl!
    private(set) var port: UInt16 = 0
    let folder: ConfigFixture
    private let ended = DispatchSemaphore(value: 0)
    private(set) var problem: String?

    /// - Parameters:
    ///   - worker: more keys of the worker's table.
    ///   - routes: tables of more routes.
    ///   - sections: more of the file, before its routes.
    ///   - logger: who gets its log.
    ///   - folder: where it finds what an earlier one has left.
    init(
        threads: Int = 2, answering text: String, worker: String = "limits = { cpu = \"30s\" }", routes: String = "",
        sections: String = "", development: Development? = nil, folder: ConfigFixture? = nil,
        logger: Logger = StandardErrorLog.logger(.error)
    ) throws {
        self.folder = try folder ?? ConfigFixture()
        let module = try self.module(answering: text, "first")
        var config = try self.folder.parse(
            """
            threads = \(threads)
            cache = "cache"
            listeners = [{ address = "127.0.0.1:0", cleartext = true }]
            \(sections)
            workers.one = { path = "\(module)", \(worker) }
            routes = [{ match = "*/*", worker = "one" }, \(routes)]
            """)
        // Each isolate sets 4 GiB of address space aside, and this process has many servers.
        if !sections.contains("isolates") { config.limits.isolatesMax = 128 }
        let checked = config
        let ready = DispatchSemaphore(value: 0)
        // Loops need more stack than a queue's thread has.
        let thread = Thread { [self] in
            do throws(ServerError) {
                try Server.run(
                    checked, logger: logger, development: development
                ) { urls, control in
                    self.control = control
                    port = urls.first.flatMap { UInt16($0.split(separator: ":").last ?? "") } ?? 0
                    ready.signal()
                }
            } catch {
                problem = error.description
                ready.signal()
            }
            ended.signal()
        }
        thread.stackSize = 8 << 20
        thread.start()
        ready.wait()
        guard control != nil else { throw CocoaError(.executableLoad, userInfo: ["": problem ?? ""]) }
    }

    /// Stops it and waits until it has.
    func stop() {
        control.stop()
        ended.wait()
    }

    /// The file of a module that answers with that text.
    func module(answering text: String, _ name: String) throws -> String {
        try module(fetch: "i32.const 1024", answering: text, name)
    }

    /// The same with other code of `swiftlet_fetch`.
    func module(fetch: String, answering text: String = "", _ name: String) throws -> String {
        // swiftlet_message: kind respond, no base, status 200, a body of bytes.
        let words = [1, 0, 200, 0, 0, 0, 0, 1, 2048, text.utf8.count, 0, 0, 0, 0, 0]
        let data = words.map { word in
            (0..<4).map { "\\" + String(word >> ($0 * 8) & 255 | 256, radix: 16).dropFirst() }.joined()
        }
        let wat = """
            (module
              (memory (export "memory") 3)
              (data (i32.const 1024) "\(data.joined())")
              (data (i32.const 2048) "\(text)")
              (func (export "swiftlet_abi_version") (result i32) i32.const 2)
              (func (export "swiftlet_init"))
              (func (export "swiftlet_request_area") (param i32) (result i32) i32.const 65536)
              (func (export "swiftlet_fetch") (result i32) \(fetch)))
            """
        let path = folder.directory + "/\(name).wasm"
        try Data(Module.bytes(fromText: wat)).write(to: URL(fileURLWithPath: path))
        return path
    }

    /// A connection that sends requests one after the other.
    final class Client {
        private var socket: Int32
        private var buffer: [UInt8] = []

        init(_ server: LiveServer) throws {
            socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = server.port.bigEndian
            address.sin_addr.s_addr = unsafe inet_addr("127.0.0.1")
            let result = unsafe withUnsafePointer(to: &address) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            guard result == 0 else { throw POSIXError(.ECONNREFUSED) }
            var patience = timeval(tv_sec: 20, tv_usec: 0)
            _ = unsafe setsockopt(
                socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        }

        deinit { if socket >= 0 { Glibc.close(socket) } }

        /// A request whose answer nobody reads.
        func sendOnly() {
            let request = Array("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)
            _ = unsafe send(socket, request, request.count, Int32(MSG_NOSIGNAL))
        }

        /// With a reset: half a connection is what the server goes on answering. Of use no longer.
        func hangUp() {
            var none = linger(l_onoff: 1, l_linger: 0)
            _ = unsafe setsockopt(
                socket, SOL_SOCKET, SO_LINGER, &none, socklen_t(MemoryLayout<linger>.size))
            Glibc.close(socket)
            socket = -1
        }

        /// Status, head and body; status 0: the connection broke.
        func get(
            _ path: String = "/", _ fields: String = "", host: String = "localhost", method: String = "GET",
            body: String = ""
        ) -> (status: Int, head: String, body: String) {
            let request = Array("\(method) \(path) HTTP/1.1\r\nHost: \(host)\r\n\(fields)\r\n\(body)".utf8)
            guard unsafe send(socket, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
                return (0, "", "")
            }
            while true {
                if let answer = take() { return answer }
                var chunk = [UInt8](repeating: 0, count: 65536)
                let count = unsafe recv(socket, &chunk, chunk.count, 0)
                guard count > 0 else { return (0, "", "") }
                buffer += chunk[..<count]
            }
        }

        private func take() -> (status: Int, head: String, body: String)? {
            guard let end = buffer.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
            let head = String(decoding: buffer[..<end.lowerBound], as: UTF8.self)
            let line = head.components(separatedBy: "\r\n").first { $0.hasPrefix("Content-Length: ") }
            let length = line.flatMap { Int($0.dropFirst(16)) } ?? 0
            guard buffer.count - end.upperBound >= length else { return nil }
            let body = String(decoding: buffer[end.upperBound..<end.upperBound + length], as: UTF8.self)
            buffer.removeFirst(end.upperBound + length)
            return (head.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0, head, body)
        }
    }
}
