package import SwiftletFormats

/// A value of the admin API: written as JSON, read from it, and described by a schema, from one definition.
package protocol AdminValue: Sendable {
    func encode(to json: inout JSONWriter)
    /// - Parameter strict: members that are not known are mistakes. A client is not strict: a newer host may say more.
    init(reading node: JSONNode, strict: Bool) throws(ReadProblem)
    /// Adds what the schema refers to.
    static func schema(in schemas: inout SchemaSet) -> JSONSchema
    /// Whether a member of this type may be left out.
    static var mayBeAbsent: Bool { get }
    /// Whether a member with this value is left out.
    var isAbsent: Bool { get }
}

extension AdminValue {
    package static var mayBeAbsent: Bool { false }
    package var isAbsent: Bool { false }

    /// The value as a text.
    package var jsonText: [UInt8] {
        var json = JSONWriter()
        encode(to: &json)
        return json.bytes
    }

    package init(parsing text: [UInt8], strict: Bool) throws(ReadProblem) {
        try self.init(reading: try JSONNode(parsing: text), strict: strict)
    }
}

extension String: AdminValue {
    package func encode(to json: inout JSONWriter) {
        withUTF8Bytes { json.string($0) }
    }

    package init(reading node: JSONNode, strict: Bool) throws(ReadProblem) {
        guard case .string(let text) = node else { throw ReadProblem("is \(node.kind), not a string") }
        self = text
    }

    package static func schema(in schemas: inout SchemaSet) -> JSONSchema { .string }
}

extension Bool: AdminValue {
    package func encode(to json: inout JSONWriter) { json.value(self) }

    package init(reading node: JSONNode, strict: Bool) throws(ReadProblem) {
        guard case .bool(let value) = node else { throw ReadProblem("is \(node.kind), not true or false") }
        self = value
    }

    package static func schema(in schemas: inout SchemaSet) -> JSONSchema { .boolean }
}

extension Int: AdminValue {
    package func encode(to json: inout JSONWriter) { json.value(self) }

    package init(reading node: JSONNode, strict: Bool) throws(ReadProblem) {
        guard case .number(let text) = node else { throw ReadProblem("is \(node.kind), not a whole number") }
        if let value = Int(text) {
            self = value
        } else if let value = Double(text), let whole = Int(exactly: value) {
            // JSON knows no difference between 10, 10.0 and 1e1.
            self = whole
        } else {
            throw ReadProblem("\(text) is no whole number of 64 bits")
        }
    }

    package static func schema(in schemas: inout SchemaSet) -> JSONSchema { .integer(nil) }
}

extension Double: AdminValue {
    package func encode(to json: inout JSONWriter) { json.value(self) }

    package init(reading node: JSONNode, strict: Bool) throws(ReadProblem) {
        guard case .number(let text) = node else { throw ReadProblem("is \(node.kind), not a number") }
        guard let value = Double(text), value.isFinite else { throw ReadProblem("\(text) is out of range") }
        self = value
    }

    package static func schema(in schemas: inout SchemaSet) -> JSONSchema { .number(nil) }
}

/// nil is a member that is left out; null is read as nil too.
extension Optional: AdminValue where Wrapped: AdminValue {
    package static var mayBeAbsent: Bool { true }
    package var isAbsent: Bool { if case .none = self { true } else { false } }

    package func encode(to json: inout JSONWriter) {
        if let self { self.encode(to: &json) } else { json.null() }
    }

    package init(reading node: JSONNode, strict: Bool) throws(ReadProblem) {
        self = node == .null ? nil : try Wrapped(reading: node, strict: strict)
    }

    package static func schema(in schemas: inout SchemaSet) -> JSONSchema {
        .nullable(Wrapped.schema(in: &schemas))
    }
}

extension Array: AdminValue where Element: AdminValue {
    package func encode(to json: inout JSONWriter) {
        json.array { json in
            for element in self { element.encode(to: &json) }
        }
    }

    package init(reading node: JSONNode, strict: Bool) throws(ReadProblem) {
        guard case .array(let nodes) = node else { throw ReadProblem("is \(node.kind), not an array") }
        self = []
        for (index, node) in nodes.enumerated() {
            do throws(ReadProblem) {
                append(try Element(reading: node, strict: strict))
            } catch {
                throw error.within("\(index)")
            }
        }
    }

    package static func schema(in schemas: inout SchemaSet) -> JSONSchema {
        .array(Element.schema(in: &schemas))
    }
}

/// Written in the order of the keys.
extension Dictionary: AdminValue where Key == String, Value: AdminValue {
    package func encode(to json: inout JSONWriter) {
        json.object { json in
            for (key, value) in sorted(by: { $0.key < $1.key }) {
                key.withUTF8Bytes { json.key(utf8: $0) }
                value.encode(to: &json)
            }
        }
    }

    package init(reading node: JSONNode, strict: Bool) throws(ReadProblem) {
        guard case .object(let members) = node else { throw ReadProblem("is \(node.kind), not an object") }
        self = [:]
        for member in members {
            do throws(ReadProblem) {
                self[member.key] = try Value(reading: member.value, strict: strict)
            } catch {
                throw error.within(member.key)
            }
        }
    }

    package static func schema(in schemas: inout SchemaSet) -> JSONSchema {
        .map(Value.schema(in: &schemas))
    }
}

/// A closed vocabulary, written as text.
package protocol AdminWord: AdminValue, RawRepresentable, CaseIterable, Equatable where RawValue == String {}

extension AdminWord {
    package func encode(to json: inout JSONWriter) { rawValue.encode(to: &json) }

    package init(reading node: JSONNode, strict: Bool) throws(ReadProblem) {
        let text = try String(reading: node, strict: strict)
        guard let word = Self(rawValue: text) else {
            throw ReadProblem("\"\(text)\" is none of \(Self.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        self = word
    }

    package static func schema(in schemas: inout SchemaSet) -> JSONSchema {
        .words(allCases.map(\.rawValue))
    }
}
