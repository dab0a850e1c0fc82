/// The value of a rule, taken apart: text and variables. Process lifetime.
package struct ValueTemplate: Sendable, Equatable {
    enum Part: Sendable, Equatable {
        case text([UInt8])
        case variable(RuleVariable)
    }

    package enum Problem: Error, Equatable {
        /// `${` without `}`.
        case notClosed
        /// A `$` before anything but `{` and `$`.
        case loneDollar
        /// The name between the braces.
        case unknown(String)
    }

    let parts: [Part]

    package init(parsing text: String) throws(Problem) {
        var parts: [Part] = []
        var literal: [UInt8] = []
        var rest = text[...]
        while let dollar = rest.firstIndex(of: "$") {
            literal += rest[..<dollar].utf8
            rest = rest[rest.index(after: dollar)...]
            switch rest.first {
            case "$":
                literal.append(UInt8(ascii: "$"))
                rest = rest.dropFirst()
            case "{":
                guard let end = rest.firstIndex(of: "}") else { throw .notClosed }
                let name = rest.dropFirst().prefix(upTo: end)
                guard let variable = RuleVariable(name) else { throw .unknown(String(name)) }
                if !literal.isEmpty { parts.append(.text(literal)) }
                literal = []
                parts.append(.variable(variable))
                rest = rest[rest.index(after: end)...]
            default:
                throw .loneDollar
            }
        }
        literal += rest.utf8
        if !literal.isEmpty { parts.append(.text(literal)) }
        self.parts = parts
    }

    /// The value itself, when no variable is in it, without blanks around it.
    var fixed: [UInt8]? {
        switch parts.count {
        case 0: return []
        case 1:
            guard case .text(let text) = parts[0] else { return nil }
            let isBlank = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
            guard let first = text.firstIndex(where: { !isBlank($0) }),
                let last = text.lastIndex(where: { !isBlank($0) })
            else { return [] }
            return Array(text[first...last])
        default: return nil
        }
    }
}
