internal import Isolate
internal import Wasm

/// What a request's isolate takes, whatever its worker does; and a worker that picks from JSON documents.
struct IsolatePaths {
    /// The root of the sources.
    let checkout: String
    let cache: String?

    var all: [MicroPath] {
        [
            isolate("isolate", times: 1_000) { try Module.bytes(fromText: Guest.hello) },
            isolate("isolate-fresh", times: 400) { try Module.bytes(fromText: Guest.unwound) },
            isolate("isolate-suspended", times: 1_000) { try Module.bytes(fromText: Guest.waiting) },
            MicroPath("json-pick", times: 100) {
                let module = try readFile(checkout + "/.build/workers/bff.wasm")
                let subject = try subject(module)
                subject.bodies = try ["user", "orders", "recommendations"].map {
                    try readFile(checkout + "/workers/demo/api/\($0).json")
                }
                return { times in for _ in 0..<times { try subject.serve() } }
            },
        ]
    }

    private func isolate(_ name: String, times: Int, _ module: @escaping () throws -> [UInt8]) -> MicroPath {
        MicroPath(name, times: times) {
            let subject = try subject(module())
            return { times in for _ in 0..<times { try subject.serve() } }
        }
    }

    /// Under a program that counts, an isolate takes fifty times as long: it must not run into the end of a slice, which is
    /// a matter of time. And such a program has no room for the address space of many slots.
    private func subject(_ module: [UInt8]) throws -> Subject {
        var settings = RuntimeSettings()
        settings.isolatesMax = 4
        settings.sliceTicks = 1_000
        settings.cacheDirectory = cache
        var limits = WorkerLimits()
        limits.cpu = .seconds(60)
        return try Subject(module, IsolateRuntime(settings), limits: limits)
    }
}
