internal import Admin
internal import HTTP

extension Metrics {
    /// Those under way, one of a worker at most: a shadow that ends takes its series along.
    static func write(shadowsOf records: [WorkerRecord], into out: inout ByteBuffer) {
        let shadows = records.compactMap { record in
            record.versions.shadow.map { (record.name, "\($0.settings.candidate)", $0.counts) }
        }
        guard !shadows.isEmpty else { return }
        let families: [(MetricFamily, (ShadowCounts) -> Int)] = [
            (.shadowMirrored, \.mirrored), (.shadowCompared, \.compared), (.shadowDiffering, \.differing),
            (.shadowFailed, \.failed),
        ]
        for (family, value) in families {
            out.append(head: family)
            for (name, version, counts) in shadows {
                out.append(
                    MetricSeries(family, "version", version), of: ("worker", name),
                    value: UInt64(clamping: value(counts)))
            }
        }
        out.append(head: .shadowDropped)
        for (name, version, counts) in shadows {
            for (cause, count) in zip(ShadowDrop.allCases, counts.dropped) {
                out.append(
                    MetricSeries(.shadowDropped, "cause", cause.rawValue), of: ("worker", name),
                    and: ("version", version), value: UInt64(clamping: count))
            }
        }
    }
}
