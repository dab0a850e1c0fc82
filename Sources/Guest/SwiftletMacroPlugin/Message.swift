/// A JSON text of the compiler's, looked at where it stands. Values are named by the place of their first byte.
///
/// Not the SDK's reader, which would double the time that this program takes to build: a worker's first build waits for
/// it. The compiler is trusted to write JSON; what is none ends in nothing, not in a trap.
struct Message {
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    private func byte(_ place: Int) -> UInt8 { place < bytes.count ? bytes[place] : 0 }

    private func skipSpace(_ place: Int) -> Int {
        var place = place
        while place < bytes.count, bytes[place] <= 0x20 { place += 1 }
        return place
    }

    /// The first key of an object, and the place of its value.
    func firstMember(at place: Int) -> (key: [UInt8], value: Int)? {
        let start = skipSpace(place)
        guard byte(start) == UInt8(ascii: "{") else { return nil }
        return member(at: skipSpace(start + 1))
    }

    /// At a key.
    private func member(at place: Int) -> (key: [UInt8], value: Int)? {
        guard byte(place) == UInt8(ascii: "\"") else { return nil }
        let colon = skipSpace(end(of: place))
        guard byte(colon) == UInt8(ascii: ":") else { return nil }
        return (string(place), skipSpace(colon + 1))
    }

    /// The value of a key of an object, if both are there.
    func member(_ key: StaticString, of object: Int?) -> Int? {
        guard let object, var (found, value) = firstMember(at: object) else { return nil }
        while true {
            if key.matches(found) { return value }
            let comma = skipSpace(end(of: value))
            guard byte(comma) == UInt8(ascii: ","), let next = member(at: skipSpace(comma + 1)) else { return nil }
            (found, value) = next
        }
    }

    /// The first element of an array, if it has one.
    func firstElement(of array: Int?) -> Int? {
        guard let array, byte(array) == UInt8(ascii: "[") else { return nil }
        let start = skipSpace(array + 1)
        return byte(start) == UInt8(ascii: "]") ? nil : start
    }

    func text(_ place: Int?) -> String {
        String(decoding: string(place), as: UTF8.self)
    }

    func integer(_ place: Int?) -> Int {
        guard var place else { return 0 }
        var value = 0
        while byte(place) >= UInt8(ascii: "0"), byte(place) <= UInt8(ascii: "9"), value < 1 << 48 {
            value = value * 10 + Int(byte(place) - UInt8(ascii: "0"))
            place += 1
        }
        return value
    }

    /// The place behind a value.
    private func end(of value: Int) -> Int {
        var place = value
        var depth = 0
        while place < bytes.count {
            switch bytes[place] {
            case UInt8(ascii: "\""):
                place += 1
                while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
                    place += bytes[place] == UInt8(ascii: "\\") ? 2 : 1
                }
                place += 1
                if depth == 0 { return place }
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                place += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if depth == 0 { return place }
                depth -= 1
                place += 1
                if depth == 0 { return place }
            case UInt8(ascii: ","):
                if depth == 0 { return place }
                place += 1
            default:
                place += 1
            }
        }
        return place
    }

    /// A string without its quotes and escapes.
    func string(_ place: Int?) -> [UInt8] {
        var result: [UInt8] = []
        guard var place, byte(place) == UInt8(ascii: "\"") else { return result }
        place += 1
        while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
            guard bytes[place] == UInt8(ascii: "\\") else {
                result.append(bytes[place])
                place += 1
                continue
            }
            switch byte(place + 1) {
            case UInt8(ascii: "n"): result.append(0x0A)
            case UInt8(ascii: "r"): result.append(0x0D)
            case UInt8(ascii: "t"): result.append(0x09)
            case UInt8(ascii: "b"): result.append(0x08)
            case UInt8(ascii: "f"): result.append(0x0C)
            case UInt8(ascii: "u"):
                // The compiler writes UTF-8 and escapes controls alone: any other would only be looked for in vain.
                let code = digit(place + 4) << 4 | digit(place + 5)
                result.append(digit(place + 2) | digit(place + 3) == 0 && code < 0x80 ? code : UInt8(ascii: "?"))
                place += 4
            default: result.append(byte(place + 1))
            }
            place += 2
        }
        return result
    }

    private func digit(_ place: Int) -> UInt8 {
        let letter = byte(place) | 0x20
        return letter >= UInt8(ascii: "a") ? letter &- UInt8(ascii: "a") &+ 10 : byte(place) & 15
    }

    /// `text` as a JSON string.
    static func quote(_ text: String) -> String {
        var result: [UInt8] = [UInt8(ascii: "\"")]
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { result.append(UInt8(ascii: "\\")) }
            if byte == 0x0A {
                result.append(UInt8(ascii: "\\"))
                result.append(UInt8(ascii: "n"))
            } else {
                // No other control is in Swift source but the tab.
                result.append(byte < 0x20 ? 0x20 : byte)
            }
        }
        result.append(UInt8(ascii: "\""))
        return String(decoding: result, as: UTF8.self)
    }
}

extension StaticString {
    /// Whether these are its bytes.
    func matches(_ bytes: some Collection<UInt8>) -> Bool {
        guard bytes.count == utf8CodeUnitCount else { return false }
        var index = 0
        for byte in bytes {
            if unsafe utf8Start[index] != byte { return false }
            index += 1
        }
        return true
    }
}
