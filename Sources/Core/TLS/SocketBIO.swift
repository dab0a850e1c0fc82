internal import COpenSSL

/// The BIO that stands where a socket would: reads from what was fed, writes to the loop's output.
/// A memory BIO would cost 16 % more instructions per request (one more copy each way).
enum SocketBIO {
    nonisolated(unsafe) static let method: OpaquePointer? = unsafe make()

    private static func make() -> OpaquePointer? {
        let type = BIO_get_new_index() | swiftlet_bio_type
        guard let method = unsafe BIO_meth_new(type, "swiftlet") else { return nil }
        unsafe BIO_meth_set_read(method, onRead)
        unsafe BIO_meth_set_write(method, onWrite)
        unsafe BIO_meth_set_ctrl(method, onControl)
        return unsafe method
    }

    private static let onRead: @convention(c) (OpaquePointer?, UnsafeMutablePointer<CChar>?, Int32) -> Int32 = {
        bio, buffer, capacity in
        unsafe Unmanaged<TLSSession>.fromOpaque(BIO_get_data(bio))._withUnsafeGuaranteedRef { session in
            unsafe swiftlet_bio_clear_retry(bio)
            guard let buffer = unsafe buffer else { return -1 }
            let room = unsafe UnsafeMutableRawBufferPointer(start: buffer, count: Int(capacity))
            let count = unsafe session.giveInput(to: room)
            guard count > 0 else {
                unsafe swiftlet_bio_set_retry_read(bio)
                return -1
            }
            return Int32(count)
        }
    }

    private static let onWrite: @convention(c) (OpaquePointer?, UnsafePointer<CChar>?, Int32) -> Int32 = {
        bio, bytes, count in
        unsafe Unmanaged<TLSSession>.fromOpaque(BIO_get_data(bio))._withUnsafeGuaranteedRef { session in
            unsafe swiftlet_bio_clear_retry(bio)
            guard let bytes = unsafe bytes, count > 0 else { return 0 }
            return unsafe session.written(UnsafeRawPointer(bytes), Int(count)) ? count : -1
        }
    }

    private static let onControl: @convention(c) (OpaquePointer?, Int32, Int, UnsafeMutableRawPointer?) -> Int = {
        bio, command, number, argument in
        unsafe Unmanaged<TLSSession>.fromOpaque(BIO_get_data(bio))._withUnsafeGuaranteedRef { session in
            switch command {
            // OpenSSL insists on a flush that succeeds.
            case BIO_CTRL_FLUSH: return 1
            case BIO_CTRL_GET_KTLS_SEND: return session.writeKey == nil ? 0 : 1
            case swiftlet_bio_set_key:
                guard number & swiftlet_key_is_for_writing != 0, let argument = unsafe argument else { return 0 }
                return unsafe session.takeWriteKey(argument) ? 1 : 0
            case swiftlet_bio_set_record_type:
                session.writtenType = UInt8(truncatingIfNeeded: number)
                return 0
            // There is nothing else a socket would be asked here.
            default: return 0
            }
        }
    }
}
