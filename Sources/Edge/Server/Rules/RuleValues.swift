package import HTTP

/// The values of one list's rules that have variables, in the order of the rules.
///
/// Request lifetime, part of an exchange (or of the loop, for requests' own rules); its memory is used again and again.
package struct RuleValues: ~Copyable {
    private var bytes = ByteBuffer()
    private var lengths: [Int] = []
    private static let capacityKeptMax = 4 << 10

    package init() {}

    /// Works the variables out. False: they come to more than `RuleLimits.resolvedBytesMax`.
    package mutating func resolve(
        _ rules: HeaderRules, _ head: borrowing RequestHead, _ headBytes: UnsafeRawBufferPointer, _ source: RuleSource
    ) -> Bool {
        clear()
        for index in rules.rules.indices {
            guard let template = rules.rules[index].template else { continue }
            let start = bytes.count
            for part in template.parts {
                switch part {
                case .text(let text): unsafe text.withUnsafeBytes { unsafe append($0, from: start) }
                case .variable(let variable): unsafe append(variable, head, headBytes, source, from: start)
                }
                guard bytes.count <= RuleLimits.resolvedBytesMax else { return false }
            }
            dropBlanksAtEnd(from: start)
            lengths.append(bytes.count - start)
        }
        return true
    }

    mutating func clear() {
        lengths.removeAll(keepingCapacity: true)
        bytes.clear(keepingAtMost: Self.capacityKeptMax)
    }

    /// The value of the rule that is the `index`th with variables; `offset` counts on, from 0. Valid until `resolve` or `clear`.
    borrowing func value(_ index: Int, at offset: inout Int) -> UnsafeRawBufferPointer {
        let length = lengths[index]
        defer { offset += length }
        return unsafe UnsafeRawBufferPointer(rebasing: bytes.readable[offset..<offset + length])
    }

    // MARK: variables

    private mutating func append(
        _ variable: RuleVariable, _ head: borrowing RequestHead, _ headBytes: UnsafeRawBufferPointer,
        _ source: RuleSource, from start: Int
    ) {
        switch variable {
        case .clientAddress: unsafe append(source.clientAddress, from: start)
        case .requestID: unsafe append(source.requestID, from: start)
        case .method: unsafe append(head.methodName.bytes(in: headBytes), from: start)
        case .scheme: bytes.append(source.isSecure ? "https" : "http")
        case .host: unsafe append(head.authority.bytes(in: headBytes), from: start)
        case .path: unsafe append(head.path.bytes(in: headBytes), from: start)
        case .query: unsafe append(head.query.bytes(in: headBytes), from: start)
        case .header(let name, let field): unsafe appendFields(name, field, head, headBytes, from: start)
        case .cookie(let name): unsafe appendCookie(name, head, headBytes, from: start)
        }
    }

    private mutating func appendFields(
        _ name: [UInt8], _ field: FieldName, _ head: borrowing RequestHead, _ headBytes: UnsafeRawBufferPointer,
        from start: Int
    ) {
        var isFirst = true
        for index in 0..<head.fieldCount where head[index].name == field {
            guard unsafe field != .other || RuleField.isEqual(head[index].nameBytes(in: headBytes), name) else {
                continue
            }
            // RFC 9110 section 5.3; cookies: RFC 6265bis section 5.7.
            if !isFirst { bytes.append(field == .cookie ? "; " : ", ") }
            isFirst = false
            unsafe append(head[index].valueBytes(in: headBytes), from: start)
            guard bytes.count <= RuleLimits.resolvedBytesMax else { return }
        }
    }

    private mutating func appendCookie(
        _ name: [UInt8], _ head: borrowing RequestHead, _ headBytes: UnsafeRawBufferPointer, from start: Int
    ) {
        for index in 0..<head.fieldCount where head[index].name == .cookie {
            if let value = unsafe CookieField.value(of: name, in: head[index].valueBytes(in: headBytes)) {
                return unsafe append(value, from: start)
            }
        }
    }

    /// A value has no blanks at its ends (RFC 9110 section 5.5).
    private mutating func append(_ text: UnsafeRawBufferPointer, from start: Int) {
        var first = 0
        if bytes.count == start { while first < text.count, unsafe Self.isBlank(text[first]) { first += 1 } }
        unsafe bytes.append(UnsafeRawBufferPointer(rebasing: text[first...]))
    }

    private mutating func dropBlanksAtEnd(from start: Int) {
        while bytes.count > start, let last = unsafe bytes.readable.last, Self.isBlank(last) { bytes.removeLast(1) }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
}
