internal import HTTP
internal import Isolate

extension Metrics {
    /// How workers stand now, for the end of `write`.
    static func write(_ records: [WorkerRecord], into out: inout ByteBuffer) {
        let present = records.compactMap { record in record.versions.current.map { (record.name, $0) } }
        guard !present.isEmpty else { return }
        out.append(head: .workerInfo)
        for (name, version) in present {
            out.append(
                MetricSeries(.workerInfo, "version", version.shortName), of: ("worker", name),
                and: version.module.isEmpty ? nil : ("module", version.module), value: 1)
        }
        out.append(head: .quarantined)
        for (name, version) in present {
            out.append(MetricSeries(.quarantined), of: ("worker", name), value: version.isHealthy ? 0 : 1)
        }
        writeVersions(records.map { ($0.name, $0.versions) }, into: &out)
    }

    /// Those that are ready to answer, which are few; where the host keeps versions.
    private static func writeVersions(
        _ workers: [(name: String, versions: WorkerRecord.Versions)], into out: inout ByteBuffer
    ) {
        let kept = workers.flatMap { worker in
            worker.versions.all.filter { $0.number > 0 }.map { (worker.name, $0, worker.versions.share(of: $0)) }
        }
        guard !kept.isEmpty else { return }
        out.append(head: .versionRequests)
        for (name, version, _) in kept {
            out.append(
                MetricSeries(.versionRequests, "version", "v\(version.number)"), of: ("worker", name),
                value: version.ended)
        }
        out.append(head: .versionShare)
        for (name, version, share) in kept {
            out.append(
                MetricSeries(.versionShare, "version", "v\(version.number)"), of: ("worker", name),
                value: UInt64(share))
        }
    }
}
