internal import HTTP

/// The text that monitoring systems read: Prometheus' exposition format, version 0.0.4.
extension Metrics {
    static let contentType: StaticString = "text/plain; version=0.0.4; charset=utf-8"

    /// Everything, as it is now; counters of several loops are not read at one instant.
    ///
    /// - Parameter workers: what they are called by now; empty: nobody's place. Nil: as when the process started.
    func write(workers names: [String]? = nil, into out: inout ByteBuffer) {
        write(LoopCounter.self, of: [nil], into: &out) { counter, _ in sum(counter) }
        let workers =
            names.map { names in names.indices.filter { !names[$0].isEmpty }.map { ($0, names[$0]) } }
            ?? self.workers.enumerated().map { ($0, $1) }
        write(WorkerCounter.self, of: workers.map { ("worker", $1) }, into: &out) { sum($0, worker: workers[$1].0) }
        write(OriginCounter.self, of: origins.map { ("origin", $0) }, into: &out) { sum($0, origin: $1) }
        write(.threads, UInt64(loops.count), into: &out)
        process.write(into: &out)
    }

    /// A family of which there is one number.
    func write(_ family: MetricFamily, _ value: UInt64, into out: inout ByteBuffer) {
        out.append(head: family)
        out.append(MetricSeries(family), of: nil, value: value)
    }

    private func write<Counter: MetricCounter>(
        _ counters: Counter.Type, of subjects: [(name: String, value: String)?], into out: inout ByteBuffer,
        _ value: (Counter, Int) -> UInt64
    ) {
        // A family of which there is no number is not named either.
        guard !subjects.isEmpty else { return }
        let all = counters.allCases.map { ($0, $0.series) }
        // Cases of one family stand together, and so must its lines.
        for family in all.map(\.1.family).uniqued {
            let members = all.filter { $0.1.family == family }
            out.append(head: family)
            for (index, subject) in subjects.enumerated() {
                for (counter, series) in members { out.append(series, of: subject, value: value(counter, index)) }
            }
        }
    }
}

extension ByteBuffer {
    /// What comes before a family's lines, once.
    mutating func append(head family: MetricFamily) {
        append("# HELP \(family.name) \(family.help)\n# TYPE \(family.name) \(family.kind.rawValue)\n")
    }

    /// A line.
    mutating func append(
        _ series: MetricSeries, of subject: (name: String, value: String)?,
        and part: (name: String, value: String)? = nil, value: UInt64
    ) {
        append(series.family.name)
        for (index, label) in [subject, part, series.label].compactMap(\.self).enumerated() {
            append(index == 0 ? "{" : ",")
            append(label: label)
        }
        if subject != nil || part != nil || series.label != nil { append("}") }
        append(" ")
        append(value, series.family.scale)
        append("\n")
    }

    private mutating func append(label: (name: String, value: String)) {
        append(label.name)
        append("=\"")
        for byte in label.value.utf8 {
            switch byte {
            case UInt8(ascii: "\\"): append("\\\\")
            case UInt8(ascii: "\""): append("\\\"")
            case UInt8(ascii: "\n"): append("\\n")
            default: append(byte: byte)
            }
        }
        append("\"")
    }

    private mutating func append(_ value: UInt64, _ scale: MetricFamily.Scale) {
        switch scale {
        case .one: append(decimal: value)
        case .nanosecondsAsSeconds: append(value, behindPoint: 1_000_000_000)
        case .hundredthsOfPercent: append(value, behindPoint: 10_000)
        }
    }

    private mutating func append(_ value: UInt64, behindPoint one: UInt64) {
        append(decimal: value / one)
        append(".")
        var power = one / 10
        while power > 0 {
            append(decimal: value / power % 10)
            power /= 10
        }
    }
}

extension Sequence where Element == MetricFamily {
    /// Each once, in order.
    fileprivate var uniqued: [MetricFamily] {
        reduce(into: []) { list, family in if !list.contains(family) { list.append(family) } }
    }
}
