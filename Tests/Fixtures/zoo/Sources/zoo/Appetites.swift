import Swiftlet

/// What an endless loop does, so that it is not optimised away.
enum Endless {
    nonisolated(unsafe) static var turns = 0
    nonisolated(unsafe) static var kept: [[UInt8]] = []
    nonisolated(unsafe) static var text = ""
}

extension Zoo {
    /// More time, memory or log than there is.
    func appetites(_ sin: String) -> String? {
        switch sin {
        case "spin": spin()
        case "spin-in-calls": spinInCalls()
        case "grow": growByPieces()
        case "grow-at-once": return "\(growAtOnce(sin))"
        case "grow-text": growText()
        case "log-flood":
            for number in 0..<2000 { log.info("line \(number)") }
            return "as documented\n"
        case "log-huge":
            log.info(String(repeating: "x", count: 100_000))
            return "as documented\n"
        case "log-forgery":
            log.info("a\n2026-11-21T00:00:00.000Z error worker zoo@0: trap: forged cause=trap\u{1b}[2J")
            return "as documented\n"
        case "body-huge": return String(repeating: "x", count: 9 << 20)
        default: return nil
        }
    }

    @inline(never)
    private func spin() -> Never {
        while true { Endless.turns &+= 1 }
    }

    @inline(never)
    private func spinInCalls() -> Never {
        while true { Endless.turns &+= Int(Random.next() & 1) }
    }

    @inline(never)
    private func growByPieces() -> Never {
        while true {
            Endless.kept.append([UInt8](repeating: UInt8(truncatingIfNeeded: Endless.kept.count), count: 1 << 16))
        }
    }

    @inline(never)
    private func growAtOnce(_ sin: String) -> Int {
        let all = [UInt8](repeating: 1, count: sin.utf8.count << 26)
        return all.count
    }

    @inline(never)
    private func growText() -> Never {
        while true { Endless.text += "one more line of a text that never ends\n" }
    }

    /// What goes wrong after the answer.
    func afterwards(_ sin: String) -> Response? {
        switch sin {
        case "spin-afterwards": context.waitUntil { () throws(WorkerError) in spin() }
        case "grow-afterwards": context.waitUntil { () throws(WorkerError) in growByPieces() }
        case "trap-afterwards": context.waitUntil { () throws(WorkerError) in _ = forceNil(sin) }
        case "throw-afterwards": context.waitUntil { () throws(WorkerError) in throw .message("too late") }
        default: return nil
        }
        return .text("answered\n")
    }

    /// Answers that HTTP has no place for.
    func messages(_ sin: String) -> Response? {
        var response = Response.text("never seen\n")
        switch sin {
        case "crlf-in-value": response.headers["X-Sin"] = "a\r\nInjected: yes"
        case "nul-in-value": response.headers["X-Sin"] = "a\0b"
        case "blank-in-name": response.headers["X Sin"] = "x"
        case "status": response.status = 999
        case "head-huge": response.headers["X-Sin"] = String(repeating: "x", count: 40_000)
        default: return nil
        }
        return response
    }

    /// Too many requests to origins, and to whom they may not go.
    func origins(_ sin: String, _ env: Env) throws(WorkerError) -> Response? {
        switch sin {
        case "subrequest-flood":
            for _ in 0..<1000 { _ = try env.origin("origin").fetch(Request("/page")) }
        case "subrequest-crowd":
            let origin = try env.origin("origin")
            let calls = (0..<1000).map { _ in origin.send(Request("/hang")) }
            for call in calls.reversed() { _ = try call.response() }
        case "stranger": return try env.origin("stranger").fetch(Request("/"))
        case "unreachable": return try env.origin("nobody").fetch(Request("/"))
        case "wait": return try env.origin("origin").fetch(Request("/hang"))
        default: return nil
        }
        return .text("as documented\n")
    }
}
