internal import CByteScan

/// The elements of a comma-separated list of tokens (RFC 9110 section 5.6.1); empty elements are skipped.
@safe struct TokenList {
    private var at: UnsafePointer<UInt8>
    private let end: UnsafePointer<UInt8>

    init(_ first: UnsafePointer<UInt8>, length: Int) {
        unsafe at = first
        unsafe end = first + length
    }

    @unsafe enum Element {
        case token(UnsafePointer<UInt8>, length: Int)
        case malformed
        case end
    }

    mutating func next() -> Element {
        while unsafe at < end, unsafe Byte.isBlank(at.pointee) || at.pointee == UInt8(ascii: ",") { unsafe at += 1 }
        guard unsafe at < end else { return unsafe .end }
        let first = unsafe at
        unsafe at = byte_scan_token(first, end)
        let length = unsafe at - first
        while unsafe at < end, unsafe Byte.isBlank(at.pointee) { unsafe at += 1 }
        guard length > 0, unsafe at == end || at.pointee == UInt8(ascii: ",") else { return unsafe .malformed }
        return unsafe .token(first, length: length)
    }
}
