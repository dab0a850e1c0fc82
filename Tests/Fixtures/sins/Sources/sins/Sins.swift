import Swiftlet

/// A worker that does wrong on demand, or what is hard to get right: the path names it. For the end-to-end tests.
@main
struct Sins: Worker {
    func fetch(_ request: Request, _ env: Env) throws(WorkerError) -> Response {
        switch request.path {
        case "/sins/none": return .text("innocent\n")
        case "/sins/out-of-range": return .text(elementBeyondTheEnd(request))
        case "/sins/fatal-error": fatalError("on purpose")
        case "/sins/spin": while true { Spinning.turns &+= 1 }
        case "/sins/grow": return .text(growForEver())
        case "/sins/recurse": return .text("\(recurse(0))")
        case "/sins/throw": throw .message("thrown on purpose")
        case "/sins/bad-header":
            var response = Response.text("never seen\n")
            response.headers["X-Bad"] = "a\r\nInjected: yes"
            return response
        case "/sins/wait": return try env.origin("origin").fetch(Request("/slow"))
        case "/sins/probe": return try env.origin("origin").fetch(Request("/slow", method: .head))
        case "/sins/ask-then-forward":
            _ = try env.origin("origin").fetch(Request("/first"))
            return try env.origin("origin").forward(request)
        case "/sins/twice":
            _ = try env.origin("origin").fetch(request)
            return try env.origin("origin").fetch(request)
        case "/sins/replace":
            var replaced = request
            replaced.body = .text("mine")
            return try env.origin("origin").forward(replaced)
        case "/sins/read": return .text(try request.body.text())
        case "/sins/crowd": return try crowd(env)
        case "/sins/stranger": return try env.origin("stranger").fetch(Request("/"))
        case "/sins/log":
            log.info("a line\nInjected: another")
            return .text("logged\n")
        case "/sins/log-much":
            for _ in 0..<40 { log.info(Spinning.longLine) }
            return .text("logged\n")
        default: return Response(status: .notFound, body: .bytes(request.targetBytes))
        }
    }

    /// More subrequests than the limit allows.
    private func crowd(_ env: Env) throws(WorkerError) -> Response {
        let origin = try env.origin("origin")
        for _ in 0..<100 { _ = try origin.fetch(Request("/one-of-many")) }
        return .text("all of them\n")
    }
}

/// What an endless loop does, so that it is not optimised away.
enum Spinning {
    nonisolated(unsafe) static var turns = 0
    static let longLine =
        "a line of some length, again and again, until somebody has had enough of it. It says nothing."
}

@inline(never)
func elementBeyondTheEnd(_ request: Request) -> String {
    let numbers = [1, 2, 3]
    return "\(numbers[request.path.utf8.count])"
}

@inline(never)
func growForEver() -> String {
    var kept: [[UInt8]] = []
    while true { kept.append([UInt8](repeating: UInt8(truncatingIfNeeded: kept.count), count: 1 << 16)) }
}

@inline(never)
func recurse(_ depth: Int) -> Int {
    var frame = (depth, depth &+ 1, depth &+ 2, depth &+ 3)
    frame.0 = recurse(depth &+ 1) &+ frame.1
    return frame.0 ^ frame.2 ^ frame.3
}
