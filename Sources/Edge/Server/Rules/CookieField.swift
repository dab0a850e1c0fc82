/// Looks a cookie up in the value of a Cookie field, as the SDK does (RFC 6265bis section 4.2.1).
enum CookieField {
    /// The value of the first cookie of that name, in this case of letters, without blanks and double quotes around it.
    static func value(of name: [UInt8], in field: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        var start = 0
        while start < field.count {
            var end = start
            while end < field.count, unsafe field[end] != UInt8(ascii: ";") { end += 1 }
            if let value = unsafe value(of: name, pair: UnsafeRawBufferPointer(rebasing: field[start..<end])) {
                return unsafe value
            }
            start = end + 1
        }
        return nil
    }

    private static func value(of name: [UInt8], pair: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        guard let equals = unsafe pair.firstIndex(of: UInt8(ascii: "=")) else { return nil }
        guard unsafe trimmed(UnsafeRawBufferPointer(rebasing: pair[..<equals])).elementsEqual(name) else { return nil }
        let value = unsafe trimmed(UnsafeRawBufferPointer(rebasing: pair[(equals + 1)...]))
        let quote = UInt8(ascii: "\"")
        guard value.count >= 2, unsafe value.first == quote, unsafe value.last == quote else { return unsafe value }
        return unsafe UnsafeRawBufferPointer(rebasing: value[1..<value.count - 1])
    }

    private static func trimmed(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        var (start, end) = (0, bytes.count)
        func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        while start < end, unsafe isBlank(bytes[start]) { start += 1 }
        while start < end, unsafe isBlank(bytes[end - 1]) { end -= 1 }
        return unsafe UnsafeRawBufferPointer(rebasing: bytes[start..<end])
    }
}
