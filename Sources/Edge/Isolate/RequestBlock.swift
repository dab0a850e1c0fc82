internal import CWorkerABI
internal import Glibc
package import HTTP

/// The shape of `swiftlet_head` blocks: the struct, the field table, the bytes. One copy of each, no parsing.
enum RequestBlock {
    /// The largest block that a request can need.
    static func capacity(_ settings: RuntimeSettings) -> UInt32 {
        let bytes =
            MemoryLayout<swiftlet_head>.size + settings.requestFieldsMax * MemoryLayout<HeadField>.stride
            + settings.requestHeadBytesMax + 2 * FixedLimits.requestLabelBytes
        return UInt32((bytes + 7) & ~7)
    }

    /// What the host adds to a request's head.
    @safe struct Labels {
        var secure: Bool
        var clientAddress: UnsafeRawBufferPointer
        var requestID: UnsafeRawBufferPointer
        var contentLength: Int64
    }

    /// Writes a request's block; false if it does not fit.
    static func write(
        _ request: borrowing RequestHead, head: UnsafeRawBufferPointer, _ labels: Labels,
        into area: UnsafeMutableRawBufferPointer
    ) -> Bool {
        let tableBytes = request.fieldCount * MemoryLayout<HeadField>.stride
        let headOffset = MemoryLayout<swiftlet_head>.size + tableBytes
        let addressOffset = headOffset + head.count
        let idOffset = unsafe addressOffset + labels.clientAddress.count
        let length = unsafe idOffset + labels.requestID.count
        guard length <= area.count, let base = area.baseAddress else { return false }
        var block = swiftlet_head()
        block.length = UInt32(length)
        block.head_offset = UInt32(headOffset)
        block.field_count = UInt32(request.fieldCount)
        block.flags = labels.secure ? SWIFTLET_HEAD_SECURE : 0
        block.method = place(request.methodName, headOffset)
        block.target = place(request.target, headOffset)
        block.authority = place(request.authority, headOffset)
        block.client_address = unsafe place(addressOffset, labels.clientAddress.count)
        block.request_id = unsafe place(idOffset, labels.requestID.count)
        block.content_length = labels.contentLength
        unsafe memcpy(base + MemoryLayout<swiftlet_head>.size, request.fields, tableBytes)
        unsafe copy(head, to: base + headOffset)
        if request.targetForm == .absolute {
            unsafe placeAbsolute(request, in: base + headOffset, &block, headOffset)
        }
        unsafe base.storeBytes(of: block, as: swiftlet_head.self)
        unsafe copy(labels.clientAddress, to: base + addressOffset)
        unsafe copy(labels.requestID, to: base + idOffset)
        return true
    }

    /// Puts a response's block together, to be copied when the guest asks for it.
    static func append(
        _ response: borrowing ResponseHead, head: UnsafeRawBufferPointer, to buffer: inout ByteBuffer
    ) {
        let tableBytes = response.fieldCount * MemoryLayout<HeadField>.stride
        let headOffset = MemoryLayout<swiftlet_head>.size + tableBytes
        var block = swiftlet_head()
        block.length = UInt32(headOffset + head.count)
        block.head_offset = UInt32(headOffset)
        block.field_count = UInt32(response.fieldCount)
        block.status = UInt32(response.status)
        block.content_length =
            switch response.framing {
            case .none: 0
            case .length(let length): Int64(clamping: length)
            case .chunked, .untilClose: -1
            }
        unsafe withUnsafeBytes(of: block) { unsafe buffer.append($0) }
        unsafe buffer.append(UnsafeRawBufferPointer(start: response.fields, count: tableBytes))
        unsafe buffer.append(head)
    }

    /// A worker sees path and query, whichever form the target came in: it must see what is routed and what an origin gets.
    private static func placeAbsolute(
        _ request: borrowing RequestHead, in head: UnsafeMutableRawPointer, _ block: inout swiftlet_head,
        _ headOffset: Int
    ) {
        let end = request.target.offset &+ request.target.length
        let hostEnd = request.authority.offset &+ request.authority.length
        if request.path.offset >= hostEnd {
            block.target = place(HeadSlice(offset: request.path.offset, length: end &- request.path.offset), headOffset)
        } else if hostEnd == end {
            block.target = place(request.path, headOffset)
        } else {
            // "http://host?query" has no "/" before its query: the host moves over one of the two before it.
            let host = unsafe head + Int(request.authority.offset)
            unsafe memmove(host - 1, host, Int(request.authority.length))
            unsafe head.storeBytes(of: UInt8(ascii: "/"), toByteOffset: Int(hostEnd) - 1, as: UInt8.self)
            block.authority.offset &-= 1
            block.target = place(HeadSlice(offset: hostEnd &- 1, length: end &- hostEnd &+ 1), headOffset)
        }
    }

    private static func place(_ slice: HeadSlice, _ offset: Int) -> swiftlet_bytes {
        // An absent part is empty wherever it says it is.
        swiftlet_bytes(offset: UInt32(offset) &+ slice.offset, length: slice.length)
    }

    private static func place(_ offset: Int, _ length: Int) -> swiftlet_bytes {
        swiftlet_bytes(offset: UInt32(offset), length: UInt32(length))
    }

    private static func copy(_ bytes: UnsafeRawBufferPointer, to target: UnsafeMutableRawPointer) {
        guard let source = bytes.baseAddress else { return }
        unsafe memcpy(target, source, bytes.count)
    }
}

/// A response's head as an isolate keeps it: for a server that passes it on after the connection it came by is gone.
///
/// Points into the isolate: valid until its `end()`.
@safe package struct StoredHead {
    package let status: Int
    package let fieldCount: Int
    package let fields: UnsafePointer<HeadField>
    /// What the fields' offsets count in.
    package let bytes: UnsafeRawBufferPointer
    /// -1: of unknown length.
    package let contentLength: Int64

    /// What `Content-Length` says, whether or not there is a body: an answer to HEAD has none and still tells how long it
    /// would be (RFC 9110 §8.6).
    package var declaredLength: UInt64? {
        for index in 0..<fieldCount where unsafe fields[index].name == .contentLength {
            // Digits, and not too many: the parser of the origin's response has seen to it.
            var length: UInt64 = 0
            let digits = unsafe fields[index].valueBytes(in: bytes)
            for place in digits.indices { length = unsafe length &* 10 &+ UInt64(digits[place] &- UInt8(ascii: "0")) }
            return length
        }
        return nil
    }

    init?(block: UnsafeRawBufferPointer) {
        guard block.count >= MemoryLayout<swiftlet_head>.size, let base = block.baseAddress else { return nil }
        let head = unsafe base.loadUnaligned(as: swiftlet_head.self)
        status = Int(head.status)
        fieldCount = Int(head.field_count)
        contentLength = head.content_length
        unsafe fields = (base + MemoryLayout<swiftlet_head>.size).assumingMemoryBound(to: HeadField.self)
        unsafe bytes = UnsafeRawBufferPointer(rebasing: block[Int(head.head_offset)...])
    }
}
