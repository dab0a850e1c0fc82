internal import SwiftletFormats

/// One difference of two responses. A value.
package struct ResponseDifference: Equatable, Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        case changed
        /// Only the baseline has it.
        case missing
        /// Only the candidate has it.
        case added
        /// Arrays, or bodies, of different length that are alike as far as the shorter goes.
        case length
    }

    /// Where, with `*` for the indices of arrays: `status`, `header etag`, `body /items/*/price`, `body`.
    package let field: String
    /// Where in this response: as `field`, with the indices; for bodies of bytes with the offset, `body byte 17`.
    package let place: String
    package let kind: Kind
    /// What each has, shortened; nil: nothing.
    package let baseline: String?
    package let candidate: String?
}

/// What differs between two responses to one request. A value.
package struct ResponseDiff: Equatable, Sendable {
    package private(set) var differences: [ResponseDifference] = []
    /// There are more than `DiffLimits.differencesMax`.
    package private(set) var isCut = false

    init() {}

    package init(baseline: DiffResponse, candidate: DiffResponse, rules: DiffRules) {
        if baseline.status != candidate.status {
            add("status", "status", .changed, "\(baseline.status)", "\(candidate.status)")
        }
        compareHeaders(baseline.fields(rules), candidate.fields(rules))
        compareBodies(baseline, candidate, rules)
    }

    private mutating func compareHeaders(_ baseline: [String: String], _ candidate: [String: String]) {
        for name in Set(baseline.keys).union(candidate.keys).sorted() {
            let (one, other) = (baseline[name], candidate[name])
            guard one != other || !Self.sameBytes(one, other) else { continue }
            let field = "header \(DiffText.shown(name))"
            add(field, field, Self.kind(one, other), one.map { DiffText.shown($0) }, other.map { DiffText.shown($0) })
        }
    }

    /// `String` takes texts for equal that are written differently.
    private static func sameBytes(_ one: String?, _ other: String?) -> Bool {
        guard let one, let other else { return one == nil && other == nil }
        return one.utf8.elementsEqual(other.utf8)
    }

    private static func kind(_ one: String?, _ other: String?) -> ResponseDifference.Kind {
        one == nil ? .added : other == nil ? .missing : .changed
    }

    private mutating func compareBodies(_ baseline: DiffResponse, _ candidate: DiffResponse, _ rules: DiffRules) {
        if baseline.body == candidate.body, baseline.isCut == candidate.isCut { return }
        guard baseline.saysJSON, candidate.saysJSON, let one = try? DiffJSON(baseline.body) else {
            return compareBytes(baseline, candidate)
        }
        do throws(JSONError) {
            let other = try DiffJSON(candidate.body)
            compare(one, other, Place(ignored: rules.ignoredPaths.map { $0[...] }))
        } catch {
            add("body", "body", .changed, one.shown, "no JSON: \(error)")
        }
    }

    private mutating func compareBytes(_ baseline: DiffResponse, _ candidate: DiffResponse) {
        let (one, other) = (baseline.body, candidate.body)
        let shorter = min(one.count, other.count)
        let offset = zip(one, other).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? shorter
        if offset < shorter {
            return add(
                "body", "body byte \(offset)", .changed, DiffText.shown(one[offset...]),
                DiffText.shown(other[offset...]))
        }
        // What was kept of a body that was cut tells nothing of its length.
        if one.count < other.count ? baseline.isCut : one.count > other.count && candidate.isCut { return }
        add(
            "body", "body byte \(offset)", .length, Self.length(baseline), Self.length(candidate))
    }

    private static func length(_ response: DiffResponse) -> String {
        "\(response.isCut ? "more than " : "")\(response.body.count) bytes"
    }

    // MARK: JSON

    /// Where in a body.
    private struct Place {
        /// As a JSON Pointer; the pattern has `*` for indices.
        var path = ""
        var pattern = ""
        /// What is left of the paths to ignore that lead on from here.
        var ignored: [ArraySlice<[UInt8]?>]

        /// One step on; nil: it is ignored.
        func next(_ part: [UInt8], isIndex: Bool) -> Place? {
            var left: [ArraySlice<[UInt8]?>] = []
            for path in ignored {
                guard let first = path.first, first == nil || first == part else { continue }
                if path.count == 1 { return nil }
                left.append(path.dropFirst())
            }
            let step = Place.escaped(part)
            return Place(
                path: Place.joined(path, step), pattern: Place.joined(pattern, isIndex ? "*" : step), ignored: left)
        }

        private static func joined(_ path: String, _ step: String) -> String {
            path.utf8.count > DiffLimits.pathMax ? path : "\(path)/\(step)"
        }

        private static func escaped(_ part: [UInt8]) -> String {
            var escaped: [UInt8] = []
            for byte in part.prefix(DiffLimits.pathMax) {
                switch byte {
                case UInt8(ascii: "~"): escaped += "~0".utf8
                case UInt8(ascii: "/"): escaped += "~1".utf8
                default: escaped.append(byte)
                }
            }
            return DiffText.shown(escaped)
        }
    }

    /// As deep as `JSONReader` reads.
    private mutating func compare(_ one: DiffJSON, _ other: DiffJSON, _ place: Place) {
        // Nothing more would be kept.
        if isCut { return }
        switch (one, other) {
        case (.null, .null): return
        case (.bool(let first), .bool(let second)) where first == second: return
        case (.number(let first), .number(let second)) where DiffJSON.isEqual(first, second): return
        case (.string(let first), .string(let second)) where first == second: return
        case (.array(let first), .array(let second)):
            for (index, (first, second)) in zip(first, second).enumerated() {
                guard let next = place.next(Array("\(index)".utf8), isIndex: true) else { continue }
                compare(first, second, next)
            }
            let shorter = min(first.count, second.count)
            // Whether what one has more is ignored, the next index tells.
            if first.count != second.count, place.next(Array("\(shorter)".utf8), isIndex: true) != nil {
                add(place, .length, one, other)
            }
        case (.object(let first), .object(let second)):
            let keys = Set(first.keys).union(second.keys).sorted { $0.lexicographicallyPrecedes($1) }
            for key in keys {
                guard let next = place.next(key, isIndex: false) else { continue }
                switch (first[key], second[key]) {
                case (let first?, let second?): compare(first, second, next)
                case (let first?, nil): add(next, .missing, first, nil)
                case (nil, let second): add(next, .added, nil, second)
                }
            }
        default: add(place, .changed, one, other)
        }
    }

    private mutating func add(_ place: Place, _ kind: ResponseDifference.Kind, _ one: DiffJSON?, _ other: DiffJSON?) {
        let separator = place.path.isEmpty ? "" : " "
        add(
            "body\(separator)\(place.pattern)", "body\(separator)\(place.path)", kind, one?.shown, other?.shown)
    }

    mutating func add(
        _ field: String, _ place: String, _ kind: ResponseDifference.Kind, _ one: String?, _ other: String?
    ) {
        guard differences.count < DiffLimits.differencesMax else {
            isCut = true
            return
        }
        differences.append(
            ResponseDifference(field: field, place: place, kind: kind, baseline: one, candidate: other))
    }
}
