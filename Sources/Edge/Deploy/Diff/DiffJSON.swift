internal import SwiftletFormats

/// A JSON text as it is compared: keys in no order, of equal ones the last. In memory of its own, so that a host that
/// compares for months gets it back; the tree of `SwiftletFormats` lives in an arena.
enum DiffJSON {
    case null
    case bool(Bool)
    /// As it is written.
    case number([UInt8])
    /// Decoded, in UTF-8. Bytes and not `String`, which takes different ones for equal.
    case string([UInt8])
    case array([DiffJSON])
    case object([[UInt8]: DiffJSON])

    /// Throws for what is no JSON, or too deep: `JSONReader.depthMax`.
    init(_ bytes: [UInt8]) throws(JSONError) {
        let result: Result<DiffJSON, JSONError> = unsafe bytes.withUnsafeBytes { buffer in
            guard let start = unsafe buffer.bindMemory(to: UInt8.self).baseAddress else { return .failure(.ended) }
            return Result { () throws(JSONError) in
                var reader = unsafe JSONReader(Bytes(start: start, count: buffer.count))
                let value = try Self.read(&reader)
                try reader.end()
                return value
            }
        }
        self = try result.get()
    }

    private static func read(_ json: inout JSONReader) throws(JSONError) -> DiffJSON {
        switch try json.kind() {
        case .null:
            _ = try json.null()
            return .null
        case .bool: return .bool(try json.bool())
        case .number: return .number([UInt8](try json.number().text))
        case .string: return .string(try json.string().utf8())
        case .array:
            var elements: [DiffJSON] = []
            try json.array { json throws(JSONError) in elements.append(try read(&json)) }
            return .array(elements)
        case .object:
            var members: [[UInt8]: DiffJSON] = [:]
            try json.object { key, json throws(JSONError) in members[try key.utf8()] = try read(&json) }
            return .object(members)
        }
    }

    /// Short, for a report.
    var shown: String {
        switch self {
        case .null: "null"
        case .bool(let value): "\(value)"
        case .number(let text): DiffText.shown(text)
        case .string(let text): "\"\(DiffText.shown(text))\""
        case .array(let elements): "an array of \(elements.count)"
        case .object(let members): "an object of \(members.count)"
        }
    }

    /// Whether two numbers are of one value, however they are written: 1, 1.0, 10e-1. Exact, for numbers of any length.
    static func isEqual(_ one: [UInt8], _ other: [UInt8]) -> Bool {
        if one == other { return true }
        guard let first = Decimal(one), let second = Decimal(other) else { return false }
        return first == second
    }

    /// digits × 10^exponent, without zeros at either end.
    private struct Decimal: Equatable {
        var isNegative = false
        var digits: [UInt8] = []
        var exponent = 0

        /// nil where the exponent is no number of a machine.
        init?(_ text: [UInt8]) {
            var rest = text[...]
            if rest.first == UInt8(ascii: "-") {
                isNegative = true
                rest = rest.dropFirst()
            }
            var isFraction = false
            while let byte = rest.first, byte | 0x20 != UInt8(ascii: "e") {
                rest = rest.dropFirst()
                if byte == UInt8(ascii: ".") {
                    isFraction = true
                } else {
                    digits.append(byte)
                    if isFraction { exponent -= 1 }
                }
            }
            let written = rest.dropFirst()
            if !written.isEmpty {
                let magnitude = written.first == UInt8(ascii: "-") || written.first == UInt8(ascii: "+") ? 1 : 0
                let significant = written.dropFirst(magnitude).drop { $0 == UInt8(ascii: "0") }
                guard let value = significant.isEmpty ? 0 : WholeNumber.parse(significant, max: 1 << 40) else {
                    return nil
                }
                exponent += written.first == UInt8(ascii: "-") ? -Int(value) : Int(value)
            }
            while digits.last == UInt8(ascii: "0") {
                digits.removeLast()
                exponent += 1
            }
            digits = Array(digits.drop { $0 == UInt8(ascii: "0") })
            if digits.isEmpty { (isNegative, exponent) = (false, 0) }
        }
    }
}
