import Admin
import Foundation
import Synchronization
import Testing

@testable import Server

@Suite("Shadow traffic under load", .serialized)
struct ShadowLoadTests {
    private final class Tally: Sendable {
        let right = Atomic(0)
        let wrong = Mutex<[String]>([])
        let isOver = Atomic(false)
    }

    @Test("fails no request while it begins, changes its candidate and ends, and gives all its memory back")
    func changes() throws {
        let origin = try CountingOrigin()
        defer { origin.stop() }
        let server = try LiveServer(
            answering: "fine", worker: "origins = [\"back\"]",
            sections: """
                admin.socket = "admin.sock"
                limits.isolates = 32
                origins.back.url = "http://127.0.0.1:\(origin.port)"
                """)
        defer { server.stop() }
        let endpoint = try #require(AdminEndpoint(text: server.folder.directory + "/admin.sock"))
        let admin = AdminClient(endpoint)
        var candidates: [VersionID] = []
        let guests: [ShadowGuest] = [.answer("fine"), .trap, .loop, .asks("GET", "/a"), .forwards]
        for (number, guest) in guests.enumerated() {
            var request = DeployRequest(worker: "one", bundle: try guest.module(number))
            request.activate = false
            candidates.append(try admin.deploy(request) { _ in }.version.version)
        }
        let (tally, group) = (Tally(), DispatchGroup())
        for _ in 0..<4 {
            nonisolated(unsafe) var client = try LiveServer.Client(server)
            Thread.detach(in: group) {
                while !tally.isOver.load(ordering: .relaxed) {
                    let answer = unsafe client.get("/x", "Content-Length: 4\r\n", method: "POST", body: "body")
                    if answer.body == "fine" {
                        tally.right.add(1, ordering: .relaxed)
                    } else {
                        let told = "\(answer) after \(tally.right.load(ordering: .relaxed))"
                        tally.wrong.withLock { $0.append(told) }
                        return
                    }
                    // A connection has had its requests at some time: `limits.requests_per_connection`.
                    if answer.head.contains("Connection: close"), let other = try? LiveServer.Client(server) {
                        unsafe client = other
                    }
                }
            }
        }
        for round in 0..<40 {
            let candidate = candidates[round % candidates.count]
            let modes: [ShadowRequest.Subrequests] = [.block, .mock, .readOnly]
            _ = try admin.setShadow(
                of: "one",
                .with { request in
                    request.candidate = candidate
                    request.subrequests = modes[round % 3]
                })
            usleep(10_000)
            if round % 7 == 6 { _ = try admin.endShadow(of: "one") }
        }
        tally.isOver.store(true, ordering: .relaxed)
        group.wait()
        #expect(tally.wrong.withLock { $0 } == [])
        #expect(tally.right.load(ordering: .relaxed) > 100)
        #expect(mirrorsBeingTaken(server) == 0)
        #expect(origin.requests.allSatisfy { $0.hasPrefix("GET ") })
    }

    @Test("drops the copy of a request whose client leaves before the answer is complete")
    func leaves() throws {
        let server = try LiveServer(
            answering: "", worker: "limits = { cpu = \"30s\" }",
            sections: "admin.socket = \"admin.sock\"\nlimits.isolates = 32")
        defer { server.stop() }
        let endpoint = try #require(AdminEndpoint(text: server.folder.directory + "/admin.sock"))
        let admin = AdminClient(endpoint)
        _ = try admin.deploy(DeployRequest(worker: "one", bundle: try ShadowGuest.loop.module(0))) { _ in }
        var request = DeployRequest(worker: "one", bundle: try ShadowGuest.answer("fine").module(0))
        request.activate = false
        let candidate = try admin.deploy(request) { _ in }.version.version
        _ = try admin.setShadow(of: "one", .with { $0.candidate = candidate })
        for _ in 0..<3 {
            let client = try LiveServer.Client(server)
            client.sendOnly()
            for _ in 0..<500 where mirrorsBeingTaken(server) == 0 { usleep(5_000) }
            #expect(mirrorsBeingTaken(server) == 1)
            client.hangUp()
            for _ in 0..<500 where mirrorsBeingTaken(server) > 0 { usleep(5_000) }
            #expect(mirrorsBeingTaken(server) == 0)
        }
        let status = try admin.shadow(of: "one")
        #expect(status.dropped == 3 && status.mirrored == 0)
    }

    private func mirrorsBeingTaken(_ server: LiveServer) -> Int {
        final class Count: Sendable { let value = Atomic(0) }
        let (latch, count) = (Latch(), Count())
        for seat in server.control.seats {
            let token = latch.token()
            seat.post { context in
                count.value.add(context.mirrors.count, ordering: .relaxed)
                token.finish()
            }
        }
        _ = latch.wait(for: server.control.seats.count)
        return count.value.load(ordering: .relaxed)
    }
}
