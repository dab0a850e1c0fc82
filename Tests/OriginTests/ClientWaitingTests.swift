import HTTP
import Testing

@testable import Origin

@Suite struct ClientWaitingTests {
    private var oneConnection: OriginLimits {
        var limits = OriginLimits()
        limits.connectionsMax = 1
        limits.waitingMax = 2
        return limits
    }

    @Test("requests that find all connections busy wait in line; one more than may wait fails at once")
    func line() throws {
        let run = try OriginRun(limits: oneConnection) { _, request, _ in [ok("answer \(request)")] }
        let answers = (0..<4).map { _ in run.start() }
        #expect(answers[3].failure == .overloaded)
        run.run()
        #expect(answers[..<3].map(\.text) == ["answer 0", "answer 1", "answer 2"])
        #expect(run.requests.map(\.count) == [3])
    }

    @Test("one that waits gets a new connection when the busy one dies")
    func death() throws {
        let run = try OriginRun(limits: oneConnection) { connection, _, _ in connection == 0 ? [.close] : [ok("ok")] }
        let first = run.start()
        let second = run.start()
        run.run()
        #expect(first.failure == .brokenOff)
        #expect(second.text == "ok")
    }

    @Test("one that waits too long has waited for a connection, and its place is free again")
    func tooLong() throws {
        var limits = oneConnection
        limits.connectMilliseconds = 100
        limits.waitingMax = 1
        let run = try OriginRun(limits: limits) { _, _, _ in [] }
        let blocker = run.start()
        var third: Answer?
        let second = run.start {
            third = run.start { blocker.cancel() }
        }
        run.run()
        #expect(second.failure == .connectTimeout)
        #expect(third?.failure == .connectTimeout)
    }

    @Test("one given up while it waits leaves the line")
    func cancelled() throws {
        let run = try OriginRun(limits: oneConnection) { _, _, _ in [ok("ok")] }
        run.start()
        let second = run.start()
        let third = run.start()
        second.cancel()
        run.run()
        #expect(second.respondedCount == 0)
        #expect(third.text == "ok")
        #expect(run.requests.map(\.count) == [2])
    }

    @Test("a body stopped while its request waits goes on when a used connection comes")
    func stoppedBody() throws {
        var limits = oneConnection
        limits.bufferBytesMax = 100
        let run = try OriginRun(limits: limits) { _, request, _ in request == 0 ? [ok("first")] : [] }
        run.start()
        let second = run.start(.post, bodyIsOpen: true)
        let piece = [UInt8](repeating: 97, count: 150)
        let goesOn = unsafe piece.withUnsafeBytes { unsafe second.call?.sendBody($0) }
        #expect(goesOn == false)
        second.onWritable = { second.cancel() }
        run.run()
        #expect(second.writableCount == 1)
    }
}
