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
                MetricSeries(.workerInfo, "version", version.deployment.version), of: ("worker", name), value: 1)
        }
        out.append(head: .quarantined)
        for (name, version) in present {
            out.append(MetricSeries(.quarantined), of: ("worker", name), value: version.isHealthy ? 0 : 1)
        }
    }
}
