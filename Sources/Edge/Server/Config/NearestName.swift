/// The name a writer most likely meant.
enum NearestName {
    /// The candidate with the fewest changed letters; nil where none is near: more than a third of its letters differ.
    static func of(_ name: String, among candidates: some Sequence<String>) -> String? {
        // A bound on the work for hostile keys: no name of ours is longer.
        guard name.utf8.count <= 64 else { return nil }
        let ranked = candidates.map { (name: $0, distance: distance(Array(name.utf8), Array($0.utf8))) }
        guard let best = ranked.min(by: { ($0.distance, $0.name) < ($1.distance, $1.name) }) else { return nil }
        return best.distance <= max(1, best.name.utf8.count / 3) ? best.name : nil
    }

    /// Letters to insert, remove or replace (Levenshtein).
    private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var row = Array(0...b.count)
        for i in a.indices {
            var diagonal = row[0]
            row[0] = i + 1
            for j in b.indices {
                let replaced = diagonal + (a[i] == b[j] ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(replaced, min(row[j], row[j + 1]) + 1)
            }
        }
        return row[b.count]
    }
}
