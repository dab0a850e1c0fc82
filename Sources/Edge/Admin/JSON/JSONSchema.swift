package import SwiftletFormats

/// The part of JSON Schema 2020-12 that the admin API's values need.
package indirect enum JSONSchema: Equatable, Sendable {
    case string
    /// Text of a form: a regular expression (ECMA-262), and an example of it.
    case text(pattern: String, example: String)
    case integer(ClosedRange<Int>?)
    case number(ClosedRange<Double>?)
    case boolean
    case words([String])
    case array(JSONSchema)
    /// An array of so many elements, or an object of so many members.
    case counted(JSONSchema, ClosedRange<Int>)
    /// An IP address.
    case address
    /// An object whose keys are anybody's.
    case map(JSONSchema)
    /// An object whose keys have a form.
    case keyed(pattern: String, JSONSchema)
    case nullable(JSONSchema)
    /// One of several, told apart by their members.
    case oneOf([JSONSchema])
    case reference(String)

    package struct Member: Equatable, Sendable {
        package var key: String
        package var schema: JSONSchema
        package var isRequired: Bool
        package var about: String
    }

    package struct Object: Equatable, Sendable {
        package var about: String
        package var members: [Member]
    }

    package func write(to json: inout JSONWriter, about: String? = nil) {
        json.object { json in
            writeMembers(to: &json)
            if let about { json.text("description", about) }
        }
    }

    private func writeMembers(to json: inout JSONWriter) {
        switch self {
        case .string: json.text("type", "string")
        case .text(let pattern, let example):
            json.text("type", "string")
            json.text("pattern", pattern)
            json.texts("examples", [example])
        case .integer(let range):
            json.text("type", "integer")
            if let range {
                json.member("minimum", range.lowerBound)
                json.member("maximum", range.upperBound)
            }
        case .number(let range):
            json.text("type", "number")
            if let range {
                json.member("minimum", range.lowerBound)
                json.member("maximum", range.upperBound)
            }
        case .boolean: json.text("type", "boolean")
        case .words(let words):
            json.text("type", "string")
            json.texts("enum", words)
        case .array(let element):
            json.text("type", "array")
            json.key("items")
            element.write(to: &json)
        case .counted(let inner, let range):
            inner.writeMembers(to: &json)
            let isArray = if case .array = inner { true } else { false }
            json.member(isArray ? "minItems" : "minProperties", range.lowerBound)
            if range.upperBound < Int.max {
                json.member(isArray ? "maxItems" : "maxProperties", range.upperBound)
            }
        case .address:
            json.text("type", "string")
            json.key("anyOf")
            json.array { json in
                for format in ["ipv4", "ipv6"] { json.object { json in json.text("format", format) } }
            }
        case .map(let value):
            json.text("type", "object")
            json.key("additionalProperties")
            value.write(to: &json)
        case .keyed(let pattern, let value):
            json.text("type", "object")
            json.key("propertyNames")
            json.object { json in json.text("pattern", pattern) }
            json.key("additionalProperties")
            value.write(to: &json)
        case .nullable(let inner):
            json.key("anyOf")
            json.array { json in
                inner.write(to: &json)
                json.object { json in json.text("type", "null") }
            }
        case .oneOf(let choices):
            json.key("oneOf")
            json.array { json in
                for choice in choices { choice.write(to: &json) }
            }
        case .reference(let name): json.text("$ref", "#/components/schemas/\(name)")
        }
    }
}

extension JSONSchema.Object {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.text("type", "object")
            json.text("description", about)
            json.texts("required", members.filter(\.isRequired).map(\.key))
            json.key("properties")
            json.object { json in
                for member in members {
                    member.key.withUTF8Bytes { json.key(utf8: $0) }
                    member.schema.write(to: &json, about: member.about)
                }
            }
            json.key("additionalProperties")
            json.value(false)
        }
    }
}

/// The schemas that have a name, each once.
package struct SchemaSet: Sendable {
    package private(set) var objects: [String: JSONSchema.Object] = [:]
    /// Of those that are being defined too: a record may hold itself.
    private var names: Set<String> = []

    package init() {}

    mutating func define(_ name: String, _ make: (inout SchemaSet) -> JSONSchema.Object) -> JSONSchema {
        if names.insert(name).inserted { objects[name] = make(&self) }
        return .reference(name)
    }
}

extension JSONWriter {
    /// A member that is text, without the copy that `value(String)` would leave behind natively.
    package mutating func text(_ key: StaticString, _ value: String) {
        self.key(key)
        value.encode(to: &self)
    }

    package mutating func texts(_ key: StaticString, _ values: [String]) {
        self.key(key)
        values.encode(to: &self)
    }
}
