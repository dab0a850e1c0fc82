/// What a version did: counts that are added up over loops, and of which a window is the difference of two. A value.
package struct VersionSample: Equatable, Sendable {
    package private(set) var requests: UInt64 = 0
    /// By `VersionFailure`.
    package private(set) var failures = [UInt64](repeating: 0, count: VersionFailure.allCases.count)
    /// Nanoseconds, of all requests together.
    package private(set) var cpu: UInt64 = 0
    /// Of nanoseconds, for the variance.
    package private(set) var cpuSquares = 0.0
    /// By `LatencyCells`.
    package private(set) var latencies = [UInt64](repeating: 0, count: LatencyCells.count)

    package init() {}

    /// `cell`: the value of a cell of a `VersionCounter`.
    init(cell: (Int) -> UInt64) {
        requests = cell(VersionCounter.requests)
        for index in failures.indices { failures[index] = cell(VersionCounter.failures + index) }
        cpu = cell(VersionCounter.cpu)
        cpuSquares = Double(bitPattern: cell(VersionCounter.cpuSquares))
        for index in latencies.indices { latencies[index] = cell(VersionCounter.latencies + index) }
    }

    /// Counts one request.
    package mutating func add(latency: UInt64, cpu: UInt64, failure: VersionFailure? = nil) {
        requests += 1
        if let failure { failures[failure.rawValue] += 1 }
        self.cpu &+= cpu
        cpuSquares += Double(cpu) * Double(cpu)
        latencies[LatencyCells.index(of: latency)] += 1
    }

    package static func += (one: inout VersionSample, other: VersionSample) {
        one.requests &+= other.requests
        for index in one.failures.indices { one.failures[index] &+= other.failures[index] }
        one.cpu &+= other.cpu
        one.cpuSquares += other.cpuSquares
        for index in one.latencies.indices { one.latencies[index] &+= other.latencies[index] }
    }

    /// What came since `earlier`. Where a count is below the earlier one, which only a reader between two loops' writes can
    /// see, there is none.
    package func since(_ earlier: VersionSample) -> VersionSample {
        var window = VersionSample()
        window.requests = Self.rise(requests, earlier.requests)
        window.failures = zip(failures, earlier.failures).map(Self.rise)
        window.cpu = Self.rise(cpu, earlier.cpu)
        window.cpuSquares = max(0, cpuSquares - earlier.cpuSquares)
        window.latencies = zip(latencies, earlier.latencies).map(Self.rise)
        return window
    }

    private static func rise(_ now: UInt64, _ then: UInt64) -> UInt64 { now > then ? now - then : 0 }

    // MARK: figures

    /// Requests that failed.
    package var errors: UInt64 { min(requests, failures.reduce(0, &+)) }

    /// 0...1.
    package var errorRate: Double { requests == 0 ? 0 : Double(errors) / Double(requests) }

    /// Nanoseconds of CPU per request.
    package var cpuMean: Double { requests == 0 ? 0 : Double(cpu) / Double(requests) }

    /// Of the CPU time of a request, in ns².
    package var cpuVariance: Double {
        guard requests > 1 else { return 0 }
        let count = Double(requests)
        return max(0, (cpuSquares - cpuMean * Double(cpu)) / (count - 1))
    }

    /// Requests in the histogram.
    package var latencyCount: UInt64 { latencies.reduce(0, &+) }

    /// The latency that `share` of the requests do not exceed, in nanoseconds, to 1.6 %; 0 without requests.
    package func latency(atShare share: Double) -> Double {
        let index = cell(atShare: share)
        return latencyCount == 0 ? 0 : Double(LatencyCells.middle(index))
    }

    /// The cell in which that latency is.
    func cell(atShare share: Double) -> Int {
        let rank = max(1, (share * Double(latencyCount)).rounded(.up))
        var below = 0.0
        for (index, count) in latencies.enumerated() {
            below += Double(count)
            if below >= rank { return index }
        }
        return latencies.count - 1
    }
}

/// The form that is stored with a rollout: `1;requests;failures;cpu;squares;cell:count,…`, cells that counted something.
extension VersionSample {
    package var text: String {
        let cells = latencies.enumerated().filter { $0.element > 0 }.map { "\($0.offset):\($0.element)" }
        let failed = failures.map { "\($0)" }.joined(separator: ",")
        return "1;\(requests);\(failed);\(cpu);\(cpuSquares.bitPattern);\(cells.joined(separator: ","))"
    }

    /// Reads what `text` wrote; nil for anything else.
    package init?(parsing text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0].elementsEqual("1".utf8), let requests = Self.number(parts[1]),
            let cpu = Self.number(parts[3]), let squares = Self.number(parts[4])
        else { return nil }
        let failed = parts[2].split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
            .compactMap { Self.number($0) }
        let sum = Double(bitPattern: squares)
        guard failed.count == VersionFailure.allCases.count, sum.isFinite, sum >= 0 else { return nil }
        self.requests = requests
        failures = failed
        self.cpu = cpu
        cpuSquares = sum
        var before = -1
        for cell in parts[5].split(separator: UInt8(ascii: ",")) {
            guard let colon = cell.firstIndex(of: UInt8(ascii: ":")), let index = Self.number(cell[..<colon]),
                index < UInt64(LatencyCells.count), Int(index) > before,
                let count = Self.number(cell[cell.index(after: colon)...])
            else { return nil }
            latencies[Int(index)] = count
            before = Int(index)
        }
    }

    private static func number(_ text: some Collection<UInt8>) -> UInt64? { WholeNumber.parse(text, max: .max) }
}
