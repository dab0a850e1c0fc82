#if !arch(wasm32)
    internal import CWorkerABI

    /// A head on its way to a worker that is built natively; `block()` writes it as the host does.
    package struct NativeHead {
        package var status: UInt32 = 0
        package var method = ""
        package var target = ""
        package var isSecure = true
        package var authority = ""
        package var clientAddress = ""
        package var requestID = "test"
        package var fields: [(name: String, value: String)] = []
        package var contentLength: Int64 = 0

        package init() {}

        package func block() -> HeadBlock {
            let table = MemoryLayout<swiftlet_head>.stride + fields.count * MemoryLayout<swiftlet_field>.stride
            var text: [UInt8] = []
            func part(_ string: String) -> swiftlet_bytes {
                let offset = table + text.count
                text += string.utf8
                return swiftlet_bytes(offset: UInt32(offset), length: UInt32(string.utf8.count))
            }
            var head = swiftlet_head()
            head.status = status
            head.field_count = UInt32(fields.count)
            head.flags = isSecure ? SWIFTLET_HEAD_SECURE : 0
            head.method = part(method)
            head.target = part(target)
            head.authority = part(authority)
            head.client_address = part(clientAddress)
            head.request_id = part(requestID)
            head.content_length = contentLength
            head.head_offset = UInt32(table)
            var entries: [swiftlet_field] = []
            for (name, value) in fields {
                let name = part(name)
                let value = part(value)
                var entry = swiftlet_field()
                entry.name_offset = name.offset - head.head_offset
                entry.name_length = UInt16(name.length)
                entry.value_offset = value.offset - head.head_offset
                entry.value_length = value.length
                entries.append(entry)
            }
            head.length = UInt32(table + text.count)
            let block = unsafe swiftlet_arena(table + text.count)
            unsafe block.storeBytes(of: head, as: swiftlet_head.self)
            unsafe entries.withUnsafeBytes { entries in
                unsafe UnsafeMutableRawBufferPointer(
                    start: block + MemoryLayout<swiftlet_head>.stride, count: entries.count
                ).copyMemory(from: entries)
            }
            unsafe UnsafeMutableRawBufferPointer(start: block + table, count: text.count).copyBytes(from: text)
            return unsafe HeadBlock(UnsafePointer(block.assumingMemoryBound(to: swiftlet_head.self)))
        }
    }
#endif
