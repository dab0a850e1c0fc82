import SwiftletFormats

/// The baseline's file: JSON with a line for each figure and each function, by name, so that a change of it is readable
/// where changes are reviewed.
extension Baseline {
    package var text: String {
        var lines = ["{", "  \"swiftlet_bench_baseline\": \(Self.format),", "  \"seed\": \(seed),"]
        if let initInstructions { lines.append("  \"init_cost\": \(initInstructions),") }
        lines.append("  \"cases\": {")
        let names = cases.keys.sorted()
        for name in names {
            guard let entry = cases[name] else { continue }
            lines.append("    \(Self.quoted(name)): {")
            for figure in CostFigure.allCases {
                guard let value = entry.figures[figure] else { continue }
                lines.append("      \"\(figure.rawValue)\": \(value),")
            }
            lines.append("      \"functions\": {")
            let functions = entry.functions.sorted { $0.key < $1.key }
            for (index, function) in functions.enumerated() {
                let comma = index == functions.count - 1 ? "" : ","
                lines.append("        \(Self.quoted(function.key)): \(function.value)\(comma)")
            }
            lines.append("      }")
            lines.append(name == names.last ? "    }" : "    },")
        }
        return (lines + ["  }", "}", ""]).joined(separator: "\n")
    }

    private static func quoted(_ text: String) -> String {
        var json = JSONWriter(capacity: text.utf8.count + 16)
        json.value(text)
        return String(decoding: json.bytes, as: UTF8.self)
    }

    /// Why a file is no baseline.
    package struct Problem: Error {
        /// Counted from 1.
        package var line: Int?
        package var text: String
    }

    /// Reads what `text` wrote. Members that are not known are mistakes: a newer form would mean something by them.
    package init(parsing bytes: [UInt8]) throws(Problem) {
        self.init(seed: 0)
        let text = Bytes(copying: bytes)
        var reader = JSONReader(text)
        var format: Int64?
        do throws(JSONError) {
            try reader.object { name, json throws(JSONError) in
                switch name {
                case "swiftlet_bench_baseline": format = try json.integer()
                case "seed": seed = UInt64(try json.count())
                case "init_cost": initInstructions = try json.count()
                case "cases": cases = try Self.cases(&json)
                default: throw .mismatch(at: json.offset)
                }
            }
            try reader.end()
        } catch {
            let line = error.position.map { position in 1 + bytes.prefix(position).count { $0 == 10 } }
            throw Problem(line: line, text: String(decoding: [UInt8](error.explanation(in: text)), as: UTF8.self))
        }
        guard let format else { throw Problem(text: "it is no baseline of swiftlet bench") }
        guard format == Int64(Self.format) else {
            throw Problem(text: "it has form \(format), this swiftlet reads \(Self.format)")
        }
    }

    private static func cases(_ json: inout JSONReader) throws(JSONError) -> [String: Case] {
        var cases: [String: Case] = [:]
        try json.object { name, json throws(JSONError) in cases[try name.text()] = try entry(&json) }
        return cases
    }

    private static func entry(_ json: inout JSONReader) throws(JSONError) -> Case {
        var entry = Case(figures: CostFigures(), functions: [:])
        try json.object { name, json throws(JSONError) in
            if name == "functions" {
                try json.object { name, json throws(JSONError) in
                    entry.functions[try name.text()] = try json.count()
                }
            } else {
                guard let figure = CostFigure(rawValue: try name.text()) else { throw .mismatch(at: json.offset) }
                entry.figures[figure] = try json.count()
            }
        }
        return entry
    }
}

extension JSONReader {
    /// A whole number from 0.
    fileprivate mutating func count() throws(JSONError) -> Int {
        let start = offset
        guard let value = Int(exactly: try integer()), value >= 0 else { throw .outOfRange(at: start) }
        return value
    }
}
