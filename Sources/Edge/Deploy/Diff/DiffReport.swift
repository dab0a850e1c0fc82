package import SwiftletFormats

/// What differed over many pairs of responses, by field. Bounded. A value; control thread.
package struct DiffReport: Equatable, Sendable {
    /// One place of responses, `body /items/*/price`, and one kind of difference there.
    package struct Field: Equatable, Sendable {
        package let name: String
        package let kind: ResponseDifference.Kind
        /// Responses in which it differed.
        package internal(set) var responses: UInt64 = 0
        /// Places: an array may have several in one response.
        package internal(set) var places: UInt64 = 0
        /// The first that was seen: where, what each had, when (seconds since 1970), and of which request.
        package let example: ResponseDifference
        package let firstSeen: Int64
        package let request: String
    }

    /// Pairs.
    package private(set) var compared: UInt64 = 0
    package private(set) var different: UInt64 = 0
    /// Pairs with a difference in a field that the report had no room for.
    package private(set) var others: UInt64 = 0
    private var fields: [String: Field] = [:]

    package init() {}

    /// `request`: for people, as "GET /cart"; `at`: seconds since 1970.
    package mutating func add(_ diff: ResponseDiff, request: String, at: Int64) {
        compared += 1
        guard !diff.differences.isEmpty else { return }
        different += 1
        var seen: Set<String> = []
        var isWithoutRoom = diff.isCut
        for difference in diff.differences {
            let key = "\(difference.kind) \(difference.field)"
            if fields[key] == nil {
                guard fields.count < DiffLimits.fieldsMax else {
                    isWithoutRoom = true
                    continue
                }
                fields[key] = Field(
                    name: difference.field, kind: difference.kind, example: difference, firstSeen: at,
                    request: DiffText.shown(request, max: DiffLimits.pathMax))
            }
            fields[key]?.places += 1
            if seen.insert(key).inserted { fields[key]?.responses += 1 }
        }
        if isWithoutRoom { others += 1 }
    }

    /// The most frequent first.
    package var sorted: [Field] {
        fields.values.sorted { one, other in
            (other.responses, one.name, one.kind.rawValue) < (one.responses, other.name, other.kind.rawValue)
        }
    }

    private func share(_ count: UInt64) -> Double { compared == 0 ? 0 : Double(count) / Double(compared) }

    // MARK: forms

    /// `{"compared": …, "different": …, "others": …, "fields": [{"field": …, "kind": …, "responses": …, "share": …}]}`.
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("compared", compared)
            json.member("different", different)
            json.member("others", others)
            json.key("fields")
            json.array { json in for field in sorted { write(field, to: &json) } }
        }
    }

    private func write(_ field: Field, to json: inout JSONWriter) {
        json.object { json in
            json.member("field", field.name)
            json.member("kind", field.kind.rawValue)
            json.member("responses", field.responses)
            json.member("share", share(field.responses))
            json.member("places", field.places)
            json.key("example")
            json.object { json in
                json.member("place", field.example.place)
                json.member("baseline", field.example.baseline)
                json.member("candidate", field.example.candidate)
                json.member("request", field.request)
            }
            json.member("first_seen", field.firstSeen)
        }
    }

    /// For a terminal: a line for each field, with an example below it.
    package var text: String {
        var lines = ["\(compared) compared, \(different) differ (\(percent(different)))"]
        for field in sorted {
            lines.append("  \(field.name): \(field.kind.rawValue) in \(field.responses) (\(percent(field.responses)))")
            let (one, other) = (field.example.baseline ?? "nothing", field.example.candidate ?? "nothing")
            lines.append("    \(one) → \(other) at \(field.example.place), \(field.request)")
        }
        if others > 0 { lines.append("  and in fields that are not listed: \(others) (\(percent(others)))") }
        return lines.joined(separator: "\n") + "\n"
    }

    private func percent(_ count: UInt64) -> String {
        "\(Weights.percent(UInt64((share(count) * 10_000).rounded())))%"
    }
}
