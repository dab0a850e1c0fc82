import Swiftlet

/// A worker that takes all it can get; the path says of what.
@main
struct Noisy: Worker {
    func fetch(_ request: Request, _ env: Env) throws(WorkerError) -> Response {
        switch request.path {
        case "/noisy/spin": Appetite.spin()
        case "/noisy/grow": Appetite.grow()
        case "/noisy/log": Appetite.log()
        case "/noisy/wait": return try env.origin("dead").fetch(Request("/"))
        default: break
        }
        return .text("quiet\n")
    }
}

enum Appetite {
    nonisolated(unsafe) private static var turns = 0

    @inline(never) static func spin() {
        while true { turns &+= 1 }
    }

    /// To the memory limit, page by page, each written to.
    @inline(never) static func grow() {
        var kept: [[UInt8]] = []
        while true { kept.append([UInt8](repeating: UInt8(truncatingIfNeeded: kept.count), count: 1 << 16)) }
    }

    @inline(never) static func log() {
        let line = String(repeating: "noise ", count: 40)
        while true { Swiftlet.log.info(line) }
    }
}
