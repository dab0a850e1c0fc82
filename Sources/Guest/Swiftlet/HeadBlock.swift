internal import CWorkerABI

/// The head of a message as the host wrote it: a request's, or an origin's response's. Read where it lies.
///
/// The host's own layout (`swiftlet_head` in worker_abi.h), which the guest trusts: it cannot be wrong about memory
/// that is the guest's anyway. Valid until the isolate ends.
@safe package struct HeadBlock {
    private let head: UnsafePointer<swiftlet_head>

    init(_ head: UnsafePointer<swiftlet_head>) {
        unsafe self.head = head
    }

    var status: Int { unsafe Int(head.pointee.status) }
    var isSecure: Bool { unsafe head.pointee.flags & SWIFTLET_HEAD_SECURE != 0 }
    var method: Bytes { unsafe part(head.pointee.method) }
    var target: Bytes { unsafe part(head.pointee.target) }
    var authority: Bytes { unsafe part(head.pointee.authority) }
    var clientAddress: Bytes { unsafe part(head.pointee.client_address) }
    var requestID: Bytes { unsafe part(head.pointee.request_id) }
    /// Bytes of the body; nil where the head does not say. An isolate's `Int` has 32 bits: what it cannot count is `.max`,
    /// which no memory holds either.
    var contentLength: Int? {
        let length = unsafe head.pointee.content_length
        return length < 0 ? nil : Int(clamping: length)
    }
    var fieldCount: Int { unsafe Int(head.pointee.field_count) }

    /// The field at `index`, below `fieldCount`.
    func field(_ index: Int) -> (name: Bytes, value: Bytes) {
        let field = unsafe fields[index]
        return unsafe (
            Bytes(start: text + Int(field.name_offset), count: Int(field.name_length)),
            Bytes(start: text + Int(field.value_offset), count: Int(field.value_length))
        )
    }

    /// The first value of fields called `name` from `index` on, and the index after it.
    @inline(never)
    @export(interface)
    func next(_ name: Bytes, from index: inout Int) -> Bytes? {
        let fields = unsafe fields
        let count = fieldCount
        while index < count {
            let field = unsafe fields[index]
            index += 1
            guard Int(field.name_length) == name.count else { continue }
            let candidate = unsafe Bytes(start: text + Int(field.name_offset), count: name.count)
            if candidate.equalsIgnoringCase(name) {
                return unsafe Bytes(start: text + Int(field.value_offset), count: Int(field.value_length))
            }
        }
        return nil
    }

    private var fields: UnsafePointer<swiftlet_field> {
        unsafe UnsafeRawPointer(head + 1).assumingMemoryBound(to: swiftlet_field.self)
    }

    /// Where the head's own bytes begin: fields count from here.
    private var text: UnsafePointer<UInt8> {
        unsafe start + Int(head.pointee.head_offset)
    }

    private var start: UnsafePointer<UInt8> {
        unsafe UnsafeRawPointer(head).assumingMemoryBound(to: UInt8.self)
    }

    private func part(_ bytes: swiftlet_bytes) -> Bytes {
        unsafe Bytes(start: start + Int(bytes.offset), count: Int(bytes.length))
    }
}
