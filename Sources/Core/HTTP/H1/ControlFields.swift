/// What the fields say that decide framing and persistence. Shared by requests and responses.
struct ControlFields {
    /// Index of the `Host` field, or -1.
    var host = -1
    var contentLength: UInt64?
    var isChunked = false
    var wantsClose = false
    var wantsKeepAlive = false
    var expectsContinue = false

    /// Connection options that may nominate fields; a real message has two or three.
    private static let nominatedMax = 32

    /// Reads the control fields of `table` and flags its hop-by-hop fields.
    ///
    /// - Throws: 400 for what is ambiguous, 417 for an unknown expectation, 501 for an unknown transfer coding.
    @inline(__always)
    init(_ base: UnsafePointer<UInt8>, _ table: inout FieldTable) throws(ProtocolError) {
        let fields = unsafe table.fields
        for index in 0..<table.count {
            let field = unsafe fields[index]
            guard field.name.isControl else { continue }
            if field.name == .host {
                guard host < 0 else { throw .badRequest("more than one Host") }
                host = index
                continue
            }
            if field.name.isHopByHop { unsafe fields[index].flags = .hopByHop }
            let value = unsafe base + Int(field.valueOffset)
            try unsafe read(field, value, base, table)
        }
        // RFC 9112 section 6.3: the classic of request smuggling.
        if isChunked, contentLength != nil { throw .badRequest("both Content-Length and Transfer-Encoding") }
    }

    private mutating func read(
        _ field: HeadField, _ value: UnsafePointer<UInt8>, _ base: UnsafePointer<UInt8>, _ table: borrowing FieldTable
    ) throws(ProtocolError) {
        let length = Int(field.valueLength)
        switch field.name {
        case .contentLength:
            // Equal repetitions might be merged (RFC 9110 section 8.6); no honest client sends them.
            guard contentLength == nil else { throw .badRequest("more than one Content-Length") }
            contentLength = try unsafe Self.length(value, length)
        case .transferEncoding:
            guard !isChunked else { throw .badRequest("more than one Transfer-Encoding") }
            try unsafe Self.checkTransferEncoding(value, length)
            isChunked = true
        case .connection:
            try unsafe readConnection(value, length, base, table)
        case .expect:
            guard unsafe Byte.equal(value, length: length, "100-continue") else {
                throw ProtocolError(status: 417, reason: "unknown expectation")
            }
            expectsContinue = true
        default:
            break
        }
    }

    /// Digits only: no sign, no list, nothing beyond `Int64` (RFC 9110 section 8.6).
    private static func length(_ value: UnsafePointer<UInt8>, _ length: Int) throws(ProtocolError) -> UInt64 {
        guard length > 0 else { throw .badRequest("malformed Content-Length") }
        var result: UInt64 = 0
        for index in 0..<length {
            let digit = unsafe value[index] &- UInt8(ascii: "0")
            guard digit < 10 else { throw .badRequest("malformed Content-Length") }
            guard result <= (FixedLimits.bodyBytesMax - UInt64(digit)) / 10 else {
                throw .badRequest("Content-Length too large")
            }
            result = result * 10 + UInt64(digit)
        }
        return result
    }

    /// Only `chunked`, alone, is understood (RFC 9112 sections 6.1 and 7).
    private static func checkTransferEncoding(_ value: UnsafePointer<UInt8>, _ length: Int) throws(ProtocolError) {
        guard unsafe !Byte.equal(value, length: length, "chunked") else { return }
        var codings = unsafe TokenList(value, length: length)
        var unknown = false
        var chunked = 0
        var isLast = false
        while true {
            switch unsafe codings.next() {
            case .token(let first, let length):
                isLast = unsafe Byte.equal(first, length: length, "chunked")
                if isLast { chunked += 1 } else { unknown = true }
                continue
            case .malformed:
                throw .badRequest("malformed Transfer-Encoding")
            case .end:
                break
            }
            break
        }
        // Section 6.3: a request whose last coding is not chunked has no reliable end.
        guard unknown, isLast, chunked == 1 else { throw .badRequest("malformed Transfer-Encoding") }
        throw ProtocolError(status: 501, reason: "unknown transfer coding")
    }

    private mutating func readConnection(
        _ value: UnsafePointer<UInt8>, _ length: Int, _ base: UnsafePointer<UInt8>, _ table: borrowing FieldTable
    ) throws(ProtocolError) {
        if unsafe Byte.equal(value, length: length, "keep-alive") {
            wantsKeepAlive = true
            return
        }
        var options = unsafe TokenList(value, length: length)
        var nominated = 0
        while true {
            switch unsafe options.next() {
            case .token(let first, let length):
                if unsafe Byte.equal(first, length: length, "close") {
                    wantsClose = true
                } else if unsafe Byte.equal(first, length: length, "keep-alive") {
                    wantsKeepAlive = true
                } else {
                    nominated += 1
                    guard nominated <= Self.nominatedMax else { throw .badRequest("too many connection options") }
                    unsafe Self.flagNominated(first, length, base, table)
                }
            case .malformed:
                throw .badRequest("malformed Connection")
            case .end:
                return
            }
        }
    }

    /// Flags every field of that name.
    ///
    /// Not those that every recipient needs: nominating them is forbidden (RFC 9110 section 7.6.1), and obeying would
    /// let a client take a message's framing or its target away from the next hop.
    private static func flagNominated(
        _ option: UnsafePointer<UInt8>, _ length: Int, _ base: UnsafePointer<UInt8>, _ table: borrowing FieldTable
    ) {
        for index in 0..<table.count {
            let field = unsafe table.fields[index]
            guard Int(field.nameLength) == length, field.name != .host, field.name != .contentLength else { continue }
            let name = unsafe base + Int(field.nameOffset)
            var same = 0
            while same < length, unsafe Byte.lowercased(name[same]) == Byte.lowercased(option[same]) { same += 1 }
            if same == length { unsafe table.fields[index].flags.insert(.hopByHop) }
        }
    }
}
