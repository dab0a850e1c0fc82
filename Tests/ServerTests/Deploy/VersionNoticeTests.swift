import Admin
import Deploy
import Foundation
import Testing

@testable import Server

@Suite("What is told of versions", .serialized)
struct VersionNoticeTests {
    @Test("metrics count their requests, name their shares, and count deployments")
    func metrics() throws {
        let host = try DeployingServer(routes: "{ match = \"*/metrics\", metrics = true },")
        defer { host.server.stop() }
        for _ in 0..<3 { #expect(try host.get().status == 200) }
        try host.deploy(host.bundle(answering: "version 2"), activate: false)
        _ = try? host.deploy(host.bundle(fetch: "unreachable", smoke: [SmokeRequest(path: "/")]))
        let weights = Admin.Weights([
            .init(VersionID(1), hundredths: 7_550), .init(VersionID(2), hundredths: 2_450),
        ])
        _ = try host.admin.setRollout(of: "one", .weights(weights))
        var seen = try Exposition(host.get("/metrics").body)
        func labels(_ version: Int) -> [String: String] { ["worker": "one", "version": "v\(version)"] }
        #expect(seen.value("swiftlet_worker_version_requests_total", labels(1)) == 3)
        #expect(seen.value("swiftlet_worker_version_requests_total", labels(2)) == 0)
        #expect(seen.value("swiftlet_worker_version_share", labels(1)) == 0.755)
        #expect(seen.value("swiftlet_worker_version_share", labels(2)) == 0.245)
        #expect(seen.value("swiftlet_deployments_total", ["outcome": "taken"]) == 1)
        #expect(seen.value("swiftlet_deployments_total", ["outcome": "failed"]) == 1)
        #expect(seen.value("swiftlet_rollbacks_total", ["by": "people"]) == 0)
        _ = try host.admin.rollBack("one", to: nil)
        seen = try Exposition(host.get("/metrics").body)
        #expect(seen.value("swiftlet_worker_version_share", labels(1)) == 1)
        #expect(seen.value("swiftlet_worker_version_share", labels(2)) == 0)
        #expect(seen.value("swiftlet_rollbacks_total", ["by": "people"]) == 1)
        // Of the places for workers that nobody has deployed nothing is told.
        let workers = try #require(seen.families["swiftlet_worker_requests_total"]).samples
        #expect(workers.map { $0.labels["worker"] } == ["one"])
    }

    @Test("a worker that was deployed later is counted by its name")
    func deployedLater() throws {
        let host = try DeployingServer(routes: "{ match = \"*/metrics\", metrics = true },")
        defer { host.server.stop() }
        _ = try host.admin.deploy(DeployRequest(worker: "later", bundle: host.bundle(answering: "later"))) { _ in }
        let seen = try Exposition(host.get("/metrics").body)
        #expect(seen.value("swiftlet_worker_requests_total", ["worker": "later"]) == 0)
        #expect(seen.value("swiftlet_worker_version_share", ["worker": "later", "version": "v1"]) == 1)
    }

    @Test("the access log names version and reason")
    func accessLog() throws {
        let host = try DeployingServer(
            routes: "{ match = \"*/fixed\", respond = { body = \"ok\" } },", sections: "access_log = \"access.log\"")
        _ = try host.get("/a")
        _ = try host.get("/fixed")
        try host.deploy(host.bundle(answering: "version 2"))
        _ = try host.get("/b")
        host.server.stop()
        let path = host.server.folder.directory + "/access.log"
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        func line(_ target: String) throws -> Substring {
            try #require(lines.first { $0.contains("target=\"\(target)\"") })
        }
        #expect(try line("/a").contains(" worker=one version=v1 reason=only status=200 "))
        #expect(try line("/b").contains(" worker=one version=v2 reason=only status=200 "))
        #expect(try !line("/fixed").contains("version="))
    }

    @Test("an origin is told version and reason, whatever the client claims, where the configuration wants it")
    func origin() throws {
        let origin = try EchoingOrigin()
        for isTold in [true, false] {
            let host = try DeployingServer(
                worker: "origins = [\"shop\"], rollout = { origin_header = \(isTold) }",
                sections: "origins.shop = { url = \"http://127.0.0.1:\(origin.port)\" }")
            defer { host.server.stop() }
            try host.deploy(host.bundle(fetch: DeployingServer.forward))
            let sent = try LiveServer.Client(host.server).get("/x", "x-worker-version: mine\r\n").body
            let fields = sent.components(separatedBy: "\r\n").filter { $0.lowercased().hasPrefix("x-worker-version:") }
            #expect(fields == [isTold ? "X-Worker-Version: one/v2 only" : "x-worker-version: mine"])
        }
        origin.stop()
    }
}

/// Answers each connection's first request with its head.
private final class EchoingOrigin: Sendable {
    let port: UInt16
    private let socket: Int32

    init() throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = unsafe inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let (socket, size) = (socket, length)
        let isBound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(socket, $0, size) == 0 && listen(socket, 8) == 0 && getsockname(socket, $0, &length) == 0
            }
        }
        guard isBound else { throw POSIXError(.EADDRINUSE) }
        port = UInt16(bigEndian: address.sin_port)
        Thread.detachNewThread {
            while case let client = accept(socket, nil, nil), client >= 0 {
                var request: [UInt8] = []
                var part = [UInt8](repeating: 0, count: 4_096)
                while request.firstRange(of: Array("\r\n\r\n".utf8)) == nil {
                    let count = unsafe recv(client, &part, part.count, 0)
                    guard count > 0 else { break }
                    request += part[..<count]
                }
                let head = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: \(request.count)\r\n\r\n"
                let answer = Array(head.utf8) + request
                _ = unsafe send(client, answer, answer.count, Int32(MSG_NOSIGNAL))
                close(client)
            }
        }
    }

    func stop() { shutdown(socket, Int32(SHUT_RDWR)) }
}
