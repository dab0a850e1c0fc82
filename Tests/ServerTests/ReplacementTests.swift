import Foundation
import Synchronization
import Testing

@testable import Isolate
@testable import Server

@Suite("Replacing a worker in a running server", .serialized)
struct ReplacementTests {
    /// What clients saw, from several threads.
    private final class Tally: Sendable {
        private let state = Mutex((answers: [String: Int](), wrong: [String]()))
        let isOver = Atomic(false)

        func count(_ answer: (status: Int, head: String, body: String)) {
            state.withLock { seen in
                guard answer.status == 200 else { return seen.wrong.append(answer.head) }
                seen.answers[answer.body, default: 0] += 1
            }
        }

        var answers: [String: Int] { state.withLock { $0.answers } }
        var wrong: [String] { state.withLock { $0.wrong } }
    }

    private final class Weak: Sendable {
        private let held = Mutex<WeakReference>(WeakReference())
        private struct WeakReference { weak var deployment: Deployment? }

        func hold(_ deployment: Deployment?) { held.withLock { $0.deployment = deployment } }
        var isFreed: Bool { held.withLock { $0.deployment == nil } }
    }

    private final class Count: Sendable { let value = Atomic(0) }

    /// What a loop has now.
    private func deployment(_ server: LiveServer) -> Weak {
        let (weak, latch) = (Weak(), Latch())
        do {
            let token = latch.token()
            server.control.seats[0].post { context in
                weak.hold(context.versions[0].current?.deployment)
                token.finish()
            }
        }
        #expect(latch.wait(for: 1) == 1)
        return weak
    }

    private func isolatesRunning(_ server: LiveServer) -> Int {
        let (latch, count) = (Latch(), Count())
        for seat in server.control.seats {
            let token = latch.token()
            seat.post { context in
                count.value.add(context.isolates?.running ?? 0, ordering: .relaxed)
                token.finish()
            }
        }
        _ = latch.wait(for: server.control.seats.count)
        return count.value.load(ordering: .relaxed)
    }

    @Test("fails no request under load, and answers with the new version from then on")
    func underLoad() throws {
        let server = try LiveServer(answering: "version 0")
        defer { server.stop() }
        let (tally, group) = (Tally(), DispatchGroup())
        for _ in 0..<6 {
            let client = try LiveServer.Client(server)
            nonisolated(unsafe) let own = client
            Thread.detach(in: group) {
                while !tally.isOver.load(ordering: .relaxed) { tally.count(unsafe own.get()) }
            }
        }
        for number in 1...20 {
            _ = try server.control.replace(
                worker: 0, module: server.module(answering: "version \(number)", "m\(number % 2)"))
            // On connections old and new: each loop has it.
            for _ in 0..<8 { #expect(try LiveServer.Client(server).get().body == "version \(number)") }
        }
        tally.isOver.store(true, ordering: .relaxed)
        group.wait()
        #expect(tally.wrong.isEmpty)
        #expect(tally.answers.keys.allSatisfy { $0.hasPrefix("version ") })
        #expect(tally.answers.count > 5, "the load saw several versions")
    }

    @Test("frees each old version, a hundred times over")
    func frees() throws {
        let server = try LiveServer(answering: "version 0")
        defer { server.stop() }
        let client = try LiveServer.Client(server)
        var earlier: [Weak] = []
        for number in 1...100 {
            #expect(client.get().status == 200)
            earlier.append(deployment(server))
            let module = try server.module(answering: "version \(number)", "m")
            _ = try server.control.replace(worker: 0, module: module)
        }
        #expect(client.get().body == "version 100")
        // The last to let go of one is a loop's post, which may just be ending.
        for _ in 0..<200 where earlier.filter({ !$0.isFreed }).count > 1 { usleep(10_000) }
        #expect(earlier.filter { !$0.isFreed }.count == 1, "the one before stays: somebody may have to fall back on it")
        // Until the new one has proved itself.
        for _ in 0..<60 { #expect(client.get().status == 200) }
        for _ in 0..<200 where !earlier.allSatisfy(\.isFreed) { usleep(10_000) }
        #expect(earlier.filter { !$0.isFreed }.isEmpty)
        #expect(!deployment(server).isFreed)
    }

    @Test("lets a request in flight finish on the version that it began with")
    func inFlight() throws {
        let server = try LiveServer(answering: "old")
        defer { server.stop() }
        // Counts down long enough to be there when the other comes, in slices.
        let slow = """
            (local $i i64) (local.set $i (i64.const 400000000))
            (loop $again (local.set $i (i64.sub (local.get $i) (i64.const 1))) \
            (br_if $again (i64.ne (local.get $i) (i64.const 0)))) i32.const 1024
            """
        let module = try server.module(fetch: slow, answering: "slow", "slow")
        _ = try server.control.replace(worker: 0, module: module)
        let (tally, group) = (Tally(), DispatchGroup())
        nonisolated(unsafe) let client = try LiveServer.Client(server)
        Thread.detach(in: group) {
            tally.count(unsafe client.get())
        }
        while isolatesRunning(server) == 0 { usleep(1_000) }
        _ = try server.control.replace(worker: 0, module: server.module(answering: "new", "new"))
        #expect(try LiveServer.Client(server).get().body == "new")
        group.wait()
        #expect(tally.wrong.isEmpty)
        #expect(tally.answers == ["slow": 1])
    }

    @Test("changes nothing when the module is not there or is no worker")
    func refused() throws {
        let server = try LiveServer(answering: "good")
        defer { server.stop() }
        for path in [server.folder.directory + "/none.wasm", server.folder.directory + "/cert.pem"] {
            #expect(throws: ServerError.self) { try server.control.replace(worker: 0, module: path) }
        }
        #expect(throws: ServerError.self) { try server.control.replace(worker: 7, module: "x") }
        #expect(try LiveServer.Client(server).get().body == "good")
    }

    @Test("is refused once the server has stopped")
    func stopped() throws {
        let server = try LiveServer(answering: "good")
        let module = try server.module(answering: "late", "late")
        server.stop()
        #expect(throws: ServerError.self) { try server.control.replace(worker: 0, module: module) }
    }
}

extension Thread {
    static func detach(in group: DispatchGroup, _ body: @escaping @Sendable () -> Void) {
        group.enter()
        Thread.detachNewThread {
            body()
            group.leave()
        }
    }
}
