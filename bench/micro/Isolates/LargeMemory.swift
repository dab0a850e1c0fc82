internal import Isolate
internal import Wasm

/// The end of an isolate whose memory has grown, all of it touched.
struct LargeMemory {
    let mebibytes: Int

    /// Microseconds that the loop's thread spends on `Isolate.end`: the median, and the longest.
    func end() throws -> (median: Double, longest: Double) {
        var settings = RuntimeSettings()
        settings.isolatesMax = 16
        settings.memoryBytesMax = mebibytes << 20
        var limits = WorkerLimits()
        limits.memoryBytes = mebibytes << 20
        limits.cpu = .seconds(30)
        let module = try Module.bytes(fromText: Guest.growing(pages: mebibytes * 16))
        let subject = try Subject(module, IsolateRuntime(settings), limits: limits)
        var times: [Double] = []
        for _ in 0..<max(5, min(100, 2_000 / mebibytes)) {
            let isolate = try subject.start()
            _ = try subject.enter(isolate)
            times.append(nanoseconds(rounds: 1, times: 1) { isolate.end() } / 1_000)
        }
        times.sort()
        return (times[times.count / 2], times[times.count - 1])
    }
}
