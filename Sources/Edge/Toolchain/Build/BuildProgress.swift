/// How far a build is, as SwiftPM counts it.
package struct BuildProgress: Sendable, Equatable, CustomStringConvertible {
    /// 0 of 0: it cannot be told.
    package var step: Int
    package var total: Int
    /// "Compiling Swiftlet Body.swift"
    package var text: String

    package init(step: Int, total: Int, text: String) {
        self.step = step
        self.total = total
        self.text = text
    }

    /// For people: with its count, where there is one.
    package var description: String { total > 0 ? "[\(step)/\(total)] \(text)" : text }

    /// From "[3/8] Compiling Swiftlet Body.swift"; nil for any other line.
    init?(_ line: String) {
        guard line.hasPrefix("["), let end = line.firstIndex(of: "]") else { return nil }
        let counts = line[line.index(after: line.startIndex)..<end].split(separator: "/")
        guard counts.count == 2, let step = Int(counts[0]), let total = Int(counts[1]) else { return nil }
        self.init(step: step, total: total, text: String(line[line.index(after: end)...].drop { $0 == " " }))
    }
}
