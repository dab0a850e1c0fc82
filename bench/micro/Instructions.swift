internal import HTTP
internal import Isolate
internal import Wasm

/// `microbench instructions PATH TIMES`: goes one way so many times and prints nothing, for `bench/instructions.py` to count
/// what it executes. Two runs of different length, and all that happens once cancels out.
enum Instructions {
    enum Path: String, CaseIterable {
        /// A request's head is parsed.
        case parse
        /// An isolate is rewound, entered and left.
        case isolate
        /// The same of one that is made anew each time.
        case fresh
        /// It waits for an origin once.
        case suspended
    }

    static func run(_ arguments: ArraySlice<String>) throws {
        guard arguments.count == 2, let path = arguments.first.flatMap(Path.init), let times = Int(arguments.last ?? "")
        else {
            let paths = Path.allCases.map(\.rawValue).joined(separator: "|")
            throw BenchError(description: "usage: microbench instructions \(paths) TIMES")
        }
        switch path {
        case .parse: parse(times)
        case .isolate: try serve(Guest.hello, times)
        case .fresh: try serve(Guest.unwound, times)
        case .suspended: try serve(Guest.waiting, times)
        }
    }

    private static func parse(_ times: Int) {
        var request = RequestHead()
        unsafe Sample.request.withUnsafeBytes { bytes in
            for _ in 0..<times { _ = try? unsafe request.parse(bytes) }
        }
    }

    /// Under a program that counts, an isolate takes fifty times as long: it must not run into the end of a slice, which is
    /// a matter of time. And such a program has no room for the address space of many slots.
    private static func serve(_ guest: String, _ times: Int) throws {
        var settings = RuntimeSettings()
        settings.isolatesMax = 4
        settings.sliceTicks = 1_000
        var limits = WorkerLimits()
        limits.cpu = .seconds(60)
        let subject = try Subject(Module.bytes(fromText: guest), IsolateRuntime(settings), limits: limits)
        for _ in 0..<times { try subject.serve() }
    }
}
