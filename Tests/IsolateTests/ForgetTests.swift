import Testing

@testable import Isolate

@Suite("A pool that forgets a deployment")
struct ForgetTests {
    private final class Weak {
        weak var deployment: Deployment?
        init(_ deployment: Deployment) { self.deployment = deployment }
    }

    @Test("frees it at once when nothing of it runs")
    func idle() throws {
        let host = try Host()
        var deployment: Deployment? = try host.deploy(Guest.hello)
        let held = Weak(try #require(deployment))
        #expect(try host.body(#require(deployment)) == "ok")
        deployment = nil
        #expect(held.deployment != nil, "its sandbox is kept for the next request")
        host.pool.forget(try #require(held.deployment))
        #expect(held.deployment == nil)
    }

    @Test("lets the requests that run finish, and frees it with the last of them")
    func running() throws {
        let host = try Host()
        var deployment: Deployment? = try host.deploy(Guest.hello)
        let held = Weak(try #require(deployment))
        let (first, last) = (try host.start(#require(deployment)), try host.start(#require(deployment)))
        host.pool.forget(try #require(deployment))
        deployment = nil
        _ = host.settle(first)
        first.end()
        #expect(held.deployment != nil)
        _ = host.settle(last)
        guard case .responded = last.outcome else {
            Issue.record("it did not answer: \(last.outcome)")
            return
        }
        last.end()
        #expect(held.deployment == nil)
    }

    @Test("still serves others, and the same one when it comes back")
    func others() throws {
        let host = try Host()
        let (one, two) = (try host.deploy(Guest.hello), try host.deploy(Guest.module(fetch: "unreachable")))
        #expect(try host.body(one) == "ok")
        host.pool.forget(two)
        host.pool.forget(one)
        #expect(try host.body(one) == "ok")
        #expect(try host.body(one) == "ok")
    }
}
