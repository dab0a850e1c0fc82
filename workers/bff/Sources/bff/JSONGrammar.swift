import Swiftlet

/// Where the parts of a JSON text end. Each takes the position of a part's first byte and returns that after its last.
extension Bytes {
    /// Arrays and objects within each other.
    private static var depthMax: Int { 64 }

    /// The end of any value. Containers do not recurse: their kinds are the bits of a number.
    func valueEnd(from start: Int) throws(JSONError) -> Int {
        var position = start
        var depth = 0
        // Bit 0: the innermost container is an object, else an array.
        var objects: UInt64 = 0
        while true {
            let opening = byte(at: position)
            let isObject = opening == UInt8(ascii: "{")
            if isObject || opening == UInt8(ascii: "[") {
                guard depth < Self.depthMax else { throw .tooDeep(at: position) }
                depth += 1
                objects = objects << 1 | (isObject ? 1 : 0)
                position = spaceEnd(from: position + 1)
                if byte(at: position) != closing(isObject) {
                    if isObject { position = try keyEnd(from: position) }
                    continue
                }
            } else {
                position = try scalarEnd(from: position, opening)
            }
            // A value, or an empty container's inside, ends here: on to the next value, or out of what is complete.
            while true {
                guard depth > 0 else { return position }
                position = spaceEnd(from: position)
                let next = byte(at: position)
                position += 1
                let inObject = objects & 1 == 1
                if next == UInt8(ascii: ",") {
                    position = spaceEnd(from: position)
                    if inObject { position = try keyEnd(from: position) }
                    break
                }
                guard next == closing(inObject) else { throw failure(at: position - 1) }
                depth -= 1
                objects >>= 1
            }
        }
    }

    /// The end of a key, its colon, and the space after it.
    private func keyEnd(from start: Int) throws(JSONError) -> Int {
        let colon = spaceEnd(from: try stringEnd(from: start))
        guard byte(at: colon) == UInt8(ascii: ":") else { throw failure(at: colon) }
        return spaceEnd(from: colon + 1)
    }

    private func scalarEnd(from start: Int, _ opening: UInt8) throws(JSONError) -> Int {
        switch opening {
        case UInt8(ascii: "\""): try stringEnd(from: start)
        case UInt8(ascii: "t"): try wordEnd(from: start, "true")
        case UInt8(ascii: "f"): try wordEnd(from: start, "false")
        case UInt8(ascii: "n"): try wordEnd(from: start, "null")
        default: try numberEnd(from: start)
        }
    }

    /// RFC 8259 section 7.
    func stringEnd(from start: Int) throws(JSONError) -> Int {
        guard byte(at: start) == UInt8(ascii: "\"") else { throw failure(at: start) }
        var position = start + 1
        while position < count {
            let byte = self[position]
            if byte == UInt8(ascii: "\"") { return position + 1 }
            if byte == UInt8(ascii: "\\") {
                position = try escapeEnd(from: position)
            } else {
                guard byte >= 0x20 else { throw failure(at: position) }
                position += 1
            }
        }
        throw .ended
    }

    private func escapeEnd(from start: Int) throws(JSONError) -> Int {
        switch byte(at: start + 1) {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return start + 2
        case UInt8(ascii: "u"):
            for position in start + 2..<start + 6 where !isHexadecimal(byte(at: position)) {
                throw failure(at: position)
            }
            return start + 6
        default:
            throw failure(at: start + 1)
        }
    }

    /// RFC 8259 section 6.
    private func numberEnd(from start: Int) throws(JSONError) -> Int {
        var position = byte(at: start) == UInt8(ascii: "-") ? start + 1 : start
        position = byte(at: position) == UInt8(ascii: "0") ? position + 1 : try digitsEnd(from: position)
        if byte(at: position) == UInt8(ascii: ".") { position = try digitsEnd(from: position + 1) }
        if byte(at: position) | 0x20 == UInt8(ascii: "e") {
            position += 1
            let sign = byte(at: position)
            if sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { position += 1 }
            position = try digitsEnd(from: position)
        }
        return position
    }

    /// One digit or more.
    private func digitsEnd(from start: Int) throws(JSONError) -> Int {
        var position = start
        while isDigit(byte(at: position)) { position += 1 }
        guard position > start else { throw failure(at: start) }
        return position
    }

    private func wordEnd(from start: Int, _ word: StaticString) throws(JSONError) -> Int {
        var position = start
        for expected in Bytes(word) {
            guard byte(at: position) == expected else { throw failure(at: position) }
            position += 1
        }
        return position
    }

    @inline(__always)
    func spaceEnd(from start: Int) -> Int {
        var position = start
        while isSpace(byte(at: position)) { position += 1 }
        return position
    }

    /// The byte at `position`; at the end 0, which is allowed nowhere in JSON, so that no caller has to ask twice.
    @inline(__always)
    func byte(at position: Int) -> UInt8 {
        position < count ? self[position] : 0
    }

    func failure(at position: Int) -> JSONError {
        position < count ? .unexpected(at: position) : .ended
    }
}

private func closing(_ isObject: Bool) -> UInt8 {
    isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")
}

private func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09
}

private func isDigit(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
}

private func isHexadecimal(_ byte: UInt8) -> Bool {
    let lower = byte | 0x20
    return isDigit(byte) || lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "f")
}
