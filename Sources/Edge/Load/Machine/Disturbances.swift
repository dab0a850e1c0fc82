internal import Bench

/// What disturbed a measurement, told from the readings before and after it and from the generator's own lateness. Each
/// threshold is a share of the measured time, low enough that less of it is lost in the noise of the figures.
package enum Disturbances {
    /// Processor time that the hypervisor gave to others, of all processors.
    package static let stolenShare = 0.01
    /// Processor time of other processes, of one processor.
    package static let othersShare = 0.05
    /// Time that the server's threads, or the generator, were ready to run and did not.
    package static let queueShare = 0.01
    /// Per second: the generator was put aside for somebody else.
    package static let putAsideRate = 20.0
    /// Difference between two readings of a processor's frequency.
    package static let frequencyShare = 0.1
    /// p99 of the generator's lateness, of the p50 of the latencies; below the second, in microseconds, it is none.
    package static let lateShare = 0.5
    package static let lateLeast = 100.0

    /// A sentence each.
    package static func between(_ before: MachineReading, _ after: MachineReading) -> [String] {
        let time = Double(after.at &- before.at)
        guard time > 0 else { return [] }
        var found: [String] = []
        let stolen = Double(difference(after.stolen, before.stolen)) / (time * Double(after.processors))
        if stolen > stolenShare {
            found.append("the hypervisor gave \(percent(stolen)) of the processors' time to others (steal)")
        }
        let server = after.server.flatMap { now in before.server.map { now - $0 } }
        let ours = difference(after.own, before.own) + (server?.onProcessor ?? 0)
        let others = Double(difference(difference(after.busy, before.busy), ours)) / time
        // Whose time the server's is cannot be told where its process is not known.
        if server != nil, others > othersShare {
            found.append("other processes took \(percent(others)) of a processor")
        }
        if let server, Double(server.inQueue) / time > queueShare {
            found.append("the server waited \(percent(Double(server.inQueue) / time)) of the time for a processor")
        }
        if let now = after.generator, let then = before.generator {
            let share = Double((now - then).inQueue) / time
            if share > queueShare {
                found.append("the generator waited \(percent(share)) of the time for a processor")
            }
        }
        if let now = after.generatorPutAside, let then = before.generatorPutAside {
            let rate = Double(now - then) / (time / 1e9)
            if rate > putAsideRate {
                found.append("the generator was put aside \(Int(rate.rounded())) times a second")
            }
        }
        return found + frequencies(before, after)
    }

    /// - Parameter latency: the p50, in microseconds.
    package static func lateness(p99: Double, latency: Double) -> String? {
        guard p99 > lateLeast, p99 > lateShare * latency else { return nil }
        return "the generator was late itself: 1 % of the requests went out more than "
            + "\(Written.microseconds(p99)) after they were due, though a connection was free"
    }

    private static func frequencies(_ before: MachineReading, _ after: MachineReading) -> [String] {
        let changes = zip(before.frequencies, after.frequencies).map { abs(Double($1) / Double(max(1, $0)) - 1) }
        guard let most = changes.max(), most > frequencyShare else { return [] }
        return ["a processor's frequency changed by \(percent(most))"]
    }

    private static func difference(_ after: UInt64, _ before: UInt64) -> UInt64 { after > before ? after - before : 0 }

    static func percent(_ share: Double) -> String {
        let tenths = Int((share * 1000).rounded())
        return "\(tenths / 10).\(tenths % 10) %"
    }
}
