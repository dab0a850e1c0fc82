internal import SwiftletFormats

/// A run as one JSON object on one line: what `swiftlet bench --json` prints. docs/bench-json.md is its description;
/// members are added to it, never taken away or given another meaning without another `schema`.
package enum BenchJSON {
    package static let schema = 1

    package static func text(_ run: BenchRun) -> String {
        var json = JSONWriter(capacity: 64 << 10)
        run.write(to: &json)
        return String(decoding: json.bytes, as: UTF8.self)
    }
}

extension BenchRun: JSONEncodable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("schema", BenchJSON.schema)
            json.member("started_at", startedAt)
            json.member("started", Written.time(startedAt))
            json.member("target", target)
            json.nullable("version", version)
            json.nullable("suite", suite)
            json.nullable("baseline", baseline)
            json.member("passed", !hasFailed)
            json.member("machine", machine)
            json.nullable("init_instructions", initInstructions)
            json.member("cost", cost)
            json.member("wall", wall)
            json.member("sweeps", sweeps)
            json.member("comparisons", comparisons)
            json.member("notes", notes)
        }
    }
}

extension BenchMachine: JSONEncodable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("processor", processor)
            json.member("processors", processors)
            json.member("kernel", kernel)
            json.member("swiftlet", swiftlet)
            json.member("engine", engine)
        }
    }
}

extension BudgetCheck: JSONEncodable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("figure", figure)
            json.member("limit", limit)
            json.member("value", value)
            json.member("most", most)
            json.nullable("before", before)
            json.member("passed", passed)
        }
    }
}

extension JSONWriter {
    /// A member that is always there, if only as null.
    mutating func nullable<Value: JSONEncodable>(_ key: StaticString, _ value: Value?) {
        self.key(key)
        if let value { value.write(to: &self) } else { null() }
    }
}
