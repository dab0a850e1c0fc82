/// What stands before the preview domain in a host.
///
/// A worker's name may hold dots and look like a version's: where two readings are possible, the whole is a name.
struct PreviewHost: Equatable {
    /// In lower case.
    private let label: String

    /// Nil: it is not below that domain.
    init?(_ host: String, domain: String) {
        let name = host.lowercased().split(separator: ":", maxSplits: 1).first ?? ""
        let end = name.hasSuffix(".") ? name.dropLast() : name
        guard end.hasSuffix("." + domain), end.utf8.count > domain.utf8.count + 1 else { return nil }
        label = String(end.dropLast(domain.count + 1))
    }

    /// The worker's place, and the version where one is named.
    func find(_ records: [WorkerRecord]) -> (index: Int, number: Int?)? {
        if let index = place(label, records) { return (index, nil) }
        guard let dot = label.firstIndex(of: "."), label.hasPrefix("v"),
            let number = Int(label[label.index(after: label.startIndex)..<dot]), 1...Int(UInt32.max) ~= number,
            let index = place(String(label[label.index(after: dot)...]), records)
        else { return nil }
        return (index, number)
    }

    /// Names differ in case, hosts do not. A place that is nobody's has no name, and neither has `v7..domain`.
    private func place(_ name: String, _ records: [WorkerRecord]) -> Int? {
        name.isEmpty ? nil : records.firstIndex { $0.name.lowercased() == name }
    }
}
