internal import SwiftletFormats

/// Why a text is not the JSON that it should be: where in it, and what is wrong there.
struct JSONProblem: Error, Equatable {
    var text: String
}

/// JSON of this target, both ways. What the reading makes besides values is freed at its end.
enum ModelJSON {
    static func read<Value>(
        _ bytes: [UInt8], _ body: (inout JSONReader) throws(JSONError) -> Value
    ) throws(JSONProblem) -> Value {
        // `withUnsafeBytes` of an array has untyped throws.
        let result = Bytes.scope {
            unsafe bytes.withUnsafeBytes { buffer -> Result<Value, JSONProblem> in
                guard let start = buffer.baseAddress, buffer.count > 0 else {
                    return .failure(JSONProblem(text: "it is empty"))
                }
                let text = unsafe Bytes(start: start.assumingMemoryBound(to: UInt8.self), count: buffer.count)
                do throws(JSONError) {
                    var reader = JSONReader(text)
                    let value = try body(&reader)
                    try reader.end()
                    return .success(value)
                } catch {
                    return .failure(JSONProblem(text: error.explanation(in: text).text))
                }
            }
        }
        return try result.get()
    }

    static func text(_ body: (inout JSONWriter) -> Void) -> [UInt8] {
        Bytes.scope {
            var json = JSONWriter()
            body(&json)
            return json.bytes
        }
    }
}

extension JSONReader {
    /// An object whose members are all known and stand there once. `body` returns false for one that it does not know.
    mutating func members(_ body: (JSONString, inout JSONReader) throws(JSONError) -> Bool) throws(JSONError) {
        var seen: [Bytes] = []
        try object { name, json throws(JSONError) in
            let key = try name.bytes()
            guard !seen.contains(key), try body(name, &json) else { throw .mismatch(at: json.offset) }
            seen.append(key)
        }
    }

    /// An object of any names, each once.
    mutating func entries(
        max: Int, _ body: (String, inout JSONReader) throws(JSONError) -> Void
    ) throws(JSONError) {
        var count = 0
        try members { name, json throws(JSONError) in
            count += 1
            guard count <= max else { throw .outOfRange(at: json.offset) }
            try body(try name.text(), &json)
            return true
        }
    }

    mutating func list<Element>(
        max: Int, _ body: (inout JSONReader) throws(JSONError) -> Element
    ) throws(JSONError) -> [Element] {
        var elements: [Element] = []
        try array { json throws(JSONError) in
            guard elements.count < max else { throw .outOfRange(at: json.offset) }
            elements.append(try body(&json))
        }
        return elements
    }

    /// A string that stands for a value; a mismatch where `make` has none.
    mutating func value<Value>(_ make: (String) -> Value?) throws(JSONError) -> Value {
        let start = offset
        guard let value = make(try decode(String.self)) else { throw .mismatch(at: start) }
        return value
    }

    mutating func version() throws(JSONError) -> VersionNumber {
        try value { VersionNumber(text: $0) }
    }
}
