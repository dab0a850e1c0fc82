internal import Glibc
internal import Isolate

/// Many workers deployed side by side: each is another copy of the module's code, with isolates of its own.
struct ManyWorkers {
    let count: Int

    struct Figures {
        /// Bytes of memory for all of them: before any request, and after each has served some.
        var residentIdle = 0.0
        var residentServed = 0.0
        /// Nanoseconds of a request: with one worker deployed; with all, where one has all requests; where they take turns.
        var alone = Double.infinity
        var oneOfMany = Double.infinity
        var inTurns = Double.infinity
        /// Milliseconds to take one from the cache.
        var deploy = 0.0
    }

    func measure(_ module: [UInt8]) throws -> Figures {
        var template = Array("/tmp/swiftlet-bench-XXXXXX".utf8CString)
        guard let name = unsafe mkdtemp(&template) else { throw BenchError(description: "no directory in /tmp") }
        let directory = unsafe String(cString: name)
        defer { Self.remove(directory) }
        var settings = RuntimeSettings()
        settings.isolatesMax = 2 * count
        settings.cacheDirectory = directory
        let subject = try Subject(module, IsolateRuntime(settings))
        return try measure(module, subject)
    }

    private func measure(_ module: [UInt8], _ subject: Subject) throws -> Figures {
        var figures = Figures()
        let alone = try Subject(module, IsolateRuntime())
        for _ in 0..<100 { try subject.serve() }
        let before = try ResidentMemory.bytes()
        var workers: [Deployment] = []
        figures.deploy =
            try nanoseconds(rounds: 1, times: count) {
                workers.append(
                    try Deployment(
                        name: "worker\(workers.count)", module: module, runtime: subject.runtime,
                        origins: ["shop", "api"]))
            } / 1e6
        figures.residentIdle = Double(try ResidentMemory.bytes() - before)
        var next = 0
        figures.inTurns = try nanoseconds(times: 10 * count) {
            try subject.serve(workers[next])
            next = next + 1 == count ? 0 : next + 1
        }
        figures.residentServed = Double(try ResidentMemory.bytes() - before)
        // In turns, so that what else the machine does meets both.
        for _ in 0..<60 {
            figures.alone = min(figures.alone, try nanoseconds(rounds: 1, times: 5_000) { try alone.serve() })
            figures.oneOfMany = min(
                figures.oneOfMany, try nanoseconds(rounds: 1, times: 5_000) { try subject.serve(workers[count / 2]) })
        }
        return figures
    }

    private static func remove(_ directory: String) {
        guard let entries = unsafe opendir(directory) else { return }
        while let entry = unsafe readdir(entries) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            unsafe unlink(directory + "/" + name)
        }
        unsafe closedir(entries)
        unsafe rmdir(directory)
    }
}
