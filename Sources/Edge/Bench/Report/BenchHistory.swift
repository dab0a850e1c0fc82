internal import SwiftletFormats

/// What earlier runs found: a file of one JSON object a line, the oldest first, each the few figures that make a trend.
///
/// A value; who has it reads and writes the file. Lines that cannot be read stay where they are.
package struct BenchHistory: Sendable {
    /// How many runs are kept: the range, and what is usual.
    package static let kept = 1...10_000
    package static let keptUsually = 500
    /// Bytes of the file that are read; more are no history.
    package static let bytesMax = 64 << 20

    package struct Entry: Sendable, Equatable {
        /// Seconds since 1970.
        package var startedAt: Int64
        package var version: String?
        package var passed: Bool
        /// Instructions by case.
        package var cost: [Figure]
        /// Microseconds by case.
        package var p50: [Figure]
        package var p99: [Figure]
    }

    package struct Figure: Sendable, Equatable {
        package var name: String
        package var value: Double
    }

    /// A line that is no entry.
    package struct BrokenLine: Sendable, Equatable {
        /// From 1.
        package var number: Int
        package var reason: String
    }

    package private(set) var entries: [Entry] = []
    /// Of the file that was read.
    package private(set) var broken: [BrokenLine] = []
    /// Those that are not empty.
    private var lines: [[UInt8]] = []
    /// Which of `lines` are broken.
    private var brokenIndices: [Int] = []
    /// The entries are of one worker or URL each.
    private var targets: [String] = []

    package init() {}

    /// Reads a file; none of its lines stops the others.
    package init(_ bytes: [UInt8]) {
        var number = 0
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            if line.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\r") }) { continue }
            lines.append(Array(line))
            do throws(JSONError) {
                let (target, entry) = try Self.read(Bytes(copying: lines[lines.count - 1]))
                targets.append(target)
                entries.append(entry)
            } catch {
                broken.append(BrokenLine(number: number, reason: error.description))
                brokenIndices.append(lines.count - 1)
            }
        }
    }

    /// There are lines, and none is an entry: whatever the file is, it should not be written over.
    package var isForeign: Bool { entries.isEmpty && !lines.isEmpty }

    /// Adds a run, and drops the oldest lines above `most`.
    package mutating func append(_ run: BenchRun, most: Int = keptUsually) {
        let entry = Entry(run)
        entries.append(entry)
        targets.append(run.target)
        lines.append(entry.line(target: run.target))
        let surplus = lines.count - most
        guard surplus > 0 else { return }
        let brokenAway = brokenIndices.count { $0 < surplus }
        brokenIndices = brokenIndices.dropFirst(brokenAway).map { $0 - surplus }
        lines.removeFirst(surplus)
        entries.removeFirst(surplus - brokenAway)
        targets.removeFirst(surplus - brokenAway)
    }

    /// The file's new content.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(lines.reduce(0) { $0 + $1.count + 1 })
        for line in lines { bytes += line + [UInt8(ascii: "\n")] }
        return bytes
    }

    /// The entries of this worker or URL, the oldest first.
    package func entries(of target: String) -> [Entry] {
        zip(targets, entries).filter { $0.0 == target }.map(\.1)
    }

    // MARK: lines

    private static func read(_ line: Bytes) throws(JSONError) -> (String, Entry) {
        let json = try JSON(line)
        guard json.object != nil else { throw .mismatch(at: 0) }
        guard let target = json["target"].string else { throw .missing("target") }
        guard let startedAt = json["started_at"].integer else { throw .missing("started_at") }
        guard let passed = json["passed"].bool else { throw .missing("passed") }
        let entry = Entry(
            startedAt: startedAt, version: json["version"].string, passed: passed, cost: figures(json["cost"]),
            p50: figures(json["p50_us"]), p99: figures(json["p99_us"]))
        return (target, entry)
    }

    private static func figures(_ json: JSON) -> [Figure] {
        (json.array ?? JSONArray()).compactMap { element in
            guard let name = element["name"].string, let value = element["value"].double else { return nil }
            return Figure(name: name, value: value)
        }
    }
}

extension BenchHistory.Entry {
    package init(_ run: BenchRun) {
        startedAt = run.startedAt
        version = run.version
        passed = !run.hasFailed
        cost = run.cost.filter { $0.status != nil }
            .map { .init(name: $0.name, value: Double($0.figures.instructions)) }
        func figures(_ percentile: Double) -> [BenchHistory.Figure] {
            // Of two versions the second is the one that is being worked on.
            run.wall.filter { $0.side == nil || $0.side == "B" }.compactMap { wall in
                wall.latency.at(percentile).map { .init(name: wall.name, value: $0) }
            }
        }
        p50 = figures(50)
        p99 = figures(99)
    }

    fileprivate func line(target: String) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("started_at", startedAt)
            json.member("started", Written.time(startedAt))
            json.member("target", target)
            json.nullable("version", version)
            json.member("passed", passed)
            json.member("cost", cost)
            json.member("p50_us", p50)
            json.member("p99_us", p99)
        }
        return json.bytes
    }
}

extension BenchHistory.Figure: JSONEncodable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("name", name)
            json.member("value", value)
        }
    }
}
