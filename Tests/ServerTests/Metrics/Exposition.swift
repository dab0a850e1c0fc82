/// A reader of Prometheus' text format, version 0.0.4, that takes nothing but what is right: what a collector would
/// forgive, and what its linter complains of, is a mistake here.
struct Exposition {
    struct Mistake: Error, CustomStringConvertible {
        var line: String
        var problem: String
        var description: String { "\(problem): \(line)" }
    }

    struct Family {
        var kind = ""
        var samples: [(labels: [String: String], value: Double)] = []
    }

    private(set) var families: [String: Family] = [:]
    private var help: Set<String> = []
    /// Whose lines come now: a family's stand together.
    private var current = ""

    init(_ text: String) throws {
        guard text.hasSuffix("\n") else { throw Mistake(line: "", problem: "no line end at the end") }
        for line in text.dropLast().split(separator: "\n", omittingEmptySubsequences: false) {
            try read(String(line))
        }
        for (name, family) in families where family.samples.isEmpty {
            throw Mistake(line: name, problem: "a family without samples")
        }
    }

    /// The one sample with exactly these labels.
    func value(_ name: String, _ labels: [String: String] = [:]) -> Double? {
        families[name]?.samples.first { $0.labels == labels }?.value
    }

    private mutating func read(_ line: String) throws {
        if line.hasPrefix("# HELP ") {
            let parts = line.dropFirst(7).split(separator: " ", maxSplits: 1)
            guard parts.count == 2, help.insert(String(parts[0])).inserted else {
                throw Mistake(line: line, problem: "a second HELP, or an empty one")
            }
            current = String(parts[0])
        } else if line.hasPrefix("# TYPE ") {
            let parts = line.dropFirst(7).split(separator: " ").map(String.init)
            guard parts.count == 2, parts[0] == current, families[current] == nil else {
                throw Mistake(line: line, problem: "a second TYPE, or one that is not behind its HELP")
            }
            guard ["counter", "gauge"].contains(parts[1]), (parts[1] == "counter") == current.hasSuffix("_total"),
                current.wholeMatch(of: /[a-zA-Z_:][a-zA-Z0-9_:]*/) != nil
            else { throw Mistake(line: line, problem: "name and type do not fit") }
            families[current] = Family(kind: parts[1])
        } else {
            try readSample(line)
        }
    }

    private mutating func readSample(_ line: String) throws {
        guard let match = line.wholeMatch(of: /([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)/),
            let value = Double(match.3), match.1 == current, families[current] != nil
        else { throw Mistake(line: line, problem: "no sample of the family that stands above") }
        let labels = try match.2.map { try Self.labels(String($0), line) } ?? [:]
        guard families[current]?.samples.contains(where: { $0.labels == labels }) == false else {
            throw Mistake(line: line, problem: "the same series twice")
        }
        guard families[current]?.kind != "counter" || value >= 0 else {
            throw Mistake(line: line, problem: "a counter below 0")
        }
        families[current]?.samples.append((labels, value))
    }

    private static func labels(_ text: String, _ line: String) throws -> [String: String] {
        var labels: [String: String] = [:]
        var rest = text[...]
        while true {
            guard let match = rest.prefixMatch(of: /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\\\|\\"|\\n)*)"/),
                !match.1.hasPrefix("__"), labels[String(match.1)] == nil
            else { throw Mistake(line: line, problem: "no label, or one twice") }
            labels[String(match.1)] = unescaped(String(match.2))
            rest = rest[match.range.upperBound...]
            if rest.isEmpty { return labels }
            guard rest.removeFirst() == "," else { throw Mistake(line: line, problem: "no comma between labels") }
        }
    }

    private static func unescaped(_ text: String) -> String {
        var result = ""
        var escapes = false
        for character in text {
            switch (escapes, character) {
            case (false, "\\"): escapes = true
            case (true, "n"):
                result.append("\n")
                escapes = false
            default:
                result.append(character)
                escapes = false
            }
        }
        return result
    }
}
