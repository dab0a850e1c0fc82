internal import SwiftletFormats

/// A JSON value that owns what it holds.
///
/// `JSON` of SwiftletFormats points into memory that is never freed natively: right for a worker and for a command, not
/// for a host that answers for months.
package enum JSONNode: Equatable, Sendable {
    case null
    case bool(Bool)
    /// As it is written.
    case number(String)
    case string(String)
    case array([JSONNode])
    /// In the order of the text; keys are all different.
    case object([Member])

    package struct Member: Equatable, Sendable {
        package var key: String
        package var value: JSONNode
    }

    /// Reads a whole text; bounded by the text's own length and `JSONReader.depthMax`.
    package init(parsing text: [UInt8]) throws(ReadProblem) {
        let parsed: Result<JSONNode, JSONError> = unsafe text.withUnsafeBufferPointer { buffer in
            let bytes =
                if let start = buffer.baseAddress { unsafe Bytes(start: start, count: buffer.count) } else { Bytes() }
            return Result { () throws(JSONError) -> JSONNode in
                var reader = JSONReader(bytes)
                let node = try Self.read(&reader)
                try reader.end()
                return node
            }
        }
        switch parsed {
        case .success(let node): self = node
        case .failure(let error): throw ReadProblem(error, count: text.count)
        }
    }

    package subscript(key: String) -> JSONNode? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }

    /// "a number": for messages.
    var kind: String {
        switch self {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }

    private static func read(_ reader: inout JSONReader) throws(JSONError) -> JSONNode {
        switch try reader.kind() {
        case .null:
            _ = try reader.null()
            return .null
        case .bool: return .bool(try reader.bool())
        case .number: return .number(try reader.number().text.text)
        case .string:
            let start = reader.offset
            return .string(try text(try reader.string(), at: start))
        case .array:
            var elements: [JSONNode] = []
            try reader.array { element throws(JSONError) in elements.append(try read(&element)) }
            return .array(elements)
        case .object:
            var members: [Member] = []
            var keys: Set<String> = []
            try reader.object { name, value throws(JSONError) in
                let start = value.offset
                let key = try text(name, at: start)
                // RFC 8259 section 4: what a second one means is anybody's guess.
                guard keys.insert(key).inserted else { throw .unexpected(at: start) }
                members.append(Member(key: key, value: try read(&value)))
            }
            return .object(members)
        }
    }

    /// The decoded text. What is wrong with it is told by its place in the whole.
    private static func text(_ string: JSONString, at start: Int) throws(JSONError) -> String {
        do throws(JSONError) { return try string.text() } catch { throw .invalidText(at: start) }
    }
}
