import Glibc
import Synchronization
import Testing

@testable import Admin

@Suite("Who may do what", .serialized)
struct AccessTests {
    private func status(_ body: () throws(AdminClientError) -> Void) -> Int {
        do throws(AdminClientError) {
            try body()
            return 200
        } catch {
            guard case .refused(let problem) = error else { return 0 }
            return problem.status
        }
    }

    @Test("A token does what its scope says, and no more")
    func scopes() throws {
        let host = try RunningAdmin(tls: true)
        let request = DeployRequest(worker: "shop", bundle: [0, 0x61, 0x73, 0x6D])
        for (token, reads, deploys, deletes) in [
            ("read", 200, 403, 403), ("deploy", 200, 200, 403), ("right", 200, 200, 200), ("wrong", 401, 401, 401),
        ] {
            let client = host.tlsClient(token: token)
            #expect(status { () throws(AdminClientError) in _ = try client.status() } == reads, "\(token)")
            #expect(
                status { () throws(AdminClientError) in _ = try client.deploy(request) { _ in } } == deploys, "\(token)"
            )
            #expect(
                status { () throws(AdminClientError) in _ = try client.deleteWorker("shop") } == deletes, "\(token)")
        }
        #expect(status { () throws(AdminClientError) in _ = try host.tlsClient(token: nil).status() } == 401)
        #expect(
            host.double.memory.withLock { $0.callers.map(\.name) } == ["token:read", "token:deploy", "token:right"])
    }

    @Test("Whoever guesses is turned away in silence after some attempts; a right token gets through all the same")
    func guessing() throws {
        var limits = AdminLimits()
        limits.failuresPerMinuteMax = 3
        let host = try RunningAdmin(tls: true, limits: limits)
        let statuses = (0..<5).map { index in
            status { () throws(AdminClientError) in _ = try host.tlsClient(token: "guess\(index)").status() }
        }
        #expect(statuses == [401, 401, 401, 429, 429])
        #expect(host.double.notices.count == 3)
        #expect(status { () throws(AdminClientError) in _ = try host.tlsClient(token: "read").status() } == 200)
    }

    @Test("Attempts are counted by address and minute, for a bounded number of addresses")
    func book() {
        var book = RefusalBook(perMinuteMax: 2)
        #expect(book.refuse("a", now: 0).verdict == .note)
        #expect(book.refuse("a", now: 1).verdict == .note)
        #expect(book.refuse("a", now: 2).verdict == .silence)
        #expect(book.refuse("b", now: 3).verdict == .note)
        let next = book.refuse("a", now: 60_000)
        #expect(next.verdict == .note)
        #expect(next.silenced == 1)
        var full = RefusalBook(perMinuteMax: 2)
        for index in 0..<RefusalBook.addressesMax { #expect(full.refuse("\(index)", now: 0).verdict == .note) }
        #expect(full.refuse("x", now: 1).verdict == .note)
        #expect(full.refuse("y", now: 1).verdict == .note)
        #expect(full.refuse("z", now: 1).verdict == .silence)
        #expect(full.refuse("z", now: 60_001).verdict == .note)
    }

    @Test("A client certificate of a known name has its scope, one of another authority gets nowhere")
    func certificates() throws {
        let directory = TemporaryDirectory.make()
        defer { TemporaryDirectory.remove(directory) }
        for name in ["robot", "stranger", "nobody"] {
            let code = unsafe system(
                """
                openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=\(name) \
                -keyout \(directory)/\(name).key -out \(directory)/\(name).pem >/dev/null 2>&1
                """)
            guard code == 0 else {
                print("skipped: openssl cannot make certificates here (status \(code))")
                return
            }
        }
        _ = unsafe system("cat \(directory)/robot.pem \(directory)/nobody.pem > \(directory)/ca.pem")
        let host = try RunningAdmin(tls: true, authorities: "\(directory)/ca.pem")
        func client(_ name: String) -> AdminClient {
            guard case .tls(var endpoint) = host.tlsClient(token: nil).endpoint else { return host.client }
            endpoint.certificate = "\(directory)/\(name).pem"
            endpoint.key = "\(directory)/\(name).key"
            return AdminClient(.tls(endpoint))
        }
        #expect(status { () throws(AdminClientError) in _ = try client("robot").status() } == 200)
        #expect(host.double.memory.withLock { $0.callers.last?.name } == "certificate:robot")
        #expect(status { () throws(AdminClientError) in _ = try client("robot").deleteWorker("a") } == 403)
        #expect(status { () throws(AdminClientError) in _ = try client("nobody").status() } == 401)
        #expect(status { () throws(AdminClientError) in _ = try client("stranger").status() } == 0)
        let isNoted = RunningAdmin.eventually {
            host.double.notices.contains { notice in
                guard case .refused(_, let reason) = notice else { return false }
                return reason.contains("certificate")
            }
        }
        #expect(isNoted)
        #expect(status { () throws(AdminClientError) in _ = try host.tlsClient(token: "read").status() } == 200)
    }
}
