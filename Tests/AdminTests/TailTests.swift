import Synchronization
import Testing

@testable import Admin

@Suite("The live log", .serialized)
struct TailTests {
    private func offer(_ host: RunningAdmin, _ path: String, status: Int = 200, worker: String = "shop") {
        let line = TailLine.with {
            $0.worker = worker
            $0.path = path
            $0.status = status
        }
        for channel in host.double.memory.withLock({ $0.channels }) { channel.offer(line) }
    }

    @Test("It gives the lines that are wanted, up to the limit")
    func filtered() throws {
        let host = try RunningAdmin()
        var filter = TailFilter()
        filter.worker = "shop"
        filter.status = StatusFilter(text: "5xx")
        filter.path = "/a"
        filter.limit = 2
        var lines: [TailLine] = []
        let raw = RawClient(host.socket)
        raw.send("GET \(EncodedOperation(.tail(filter)).target) HTTP/1.1\r\nhost: x\r\n\r\n")
        #expect(raw.wait(for: "application/x-ndjson"))
        #expect(RunningAdmin.eventually { host.double.memory.withLock { $0.channels.count } == 1 })
        offer(host, "/a/0")
        offer(host, "/a/1", status: 503)
        offer(host, "/b", status: 503)
        offer(host, "/a/2", status: 503, worker: "other")
        offer(host, "/a/3", status: 599)
        offer(host, "/a/4", status: 500)
        let text = raw.all()
        for line in text.split(separator: "\r\n") where line.first == "{" {
            for one in line.split(separator: "\n") {
                lines.append(try TailLine(parsing: Array(one.utf8), strict: true))
            }
        }
        #expect(lines.map(\.path) == ["/a/1", "/a/3"])
        #expect(RunningAdmin.eventually { host.double.memory.withLock { $0.channels.isEmpty } })
    }

    @Test("Nothing to tell is told by heart-beats, and the client ends the tail when it wants")
    func heartbeats() throws {
        var limits = AdminLimits()
        limits.heartbeatMilliseconds = 20
        let host = try RunningAdmin(limits: limits)
        var kinds: [TailLine.Kind] = []
        try host.client.tail(TailFilter()) { line in
            kinds.append(line.kind)
            return kinds.count < 3
        }
        #expect(kinds == [.heartbeat, .heartbeat, .heartbeat])
        #expect(RunningAdmin.eventually { host.double.memory.withLock { $0.channels.isEmpty } })
    }

    @Test("Lines that a reader is too slow for are counted, and nobody waits for it")
    func slow() throws {
        let channel = try TailChannel(TailFilter(), linesMax: 3)
        for index in 0..<10 { channel.offer(TailLine.with { $0.path = "/\(index)" }) }
        let (lines, dropped) = channel.take()
        #expect(lines.map(\.path) == ["/0", "/1", "/2"])
        #expect(dropped == 7)
        channel.offer(TailLine.with { $0.path = "/late" })
        #expect(channel.take().lines.map(\.path) == ["/late"])
        channel.close()
        channel.offer(TailLine())
        #expect(channel.take().lines.isEmpty)
    }

    @Test("A host that stops ends its tails and its idle connections")
    func stopping() throws {
        let host = try RunningAdmin()
        let tail = RawClient(host.socket)
        tail.send("GET /v1/tail HTTP/1.1\r\nhost: x\r\n\r\n")
        let idle = RawClient(host.socket)
        #expect(RunningAdmin.eventually { host.double.memory.withLock { $0.channels.count } == 1 })
        host.server.refuseChanges()
        let deletion = "DELETE /v1/workers/a HTTP/1.1\r\nhost: x\r\n\r\n"
        #expect(RawClient.status(host.socket, deletion) == 503)
        #expect(try host.client.status().workers == 0)
        #expect(host.server.stop(waitingAtMost: 10_000))
        #expect(tail.all().hasSuffix("0\r\n\r\n"))
        #expect(idle.all() == "")
    }
}
