internal import COpenSSL

/// One TLS connection as a transformer of bytes: ciphertext in, plaintext out, and back. It never sees a socket.
///
/// Owns one `SSL *`. Belongs to one connection and its loop's thread. After each call that may have made ciphertext
/// (`read`, `write`, `close`) the owner sends what is in the loop's `TLSOutput`.
@safe package final class TLSSession {
    let ssl: OpaquePointer
    /// Kept alive for the handshake: its SNI callback gets an unretained pointer.
    private let serverContext: TLSServerContext?
    fileprivate let output: TLSOutput
    /// Ciphertext given and not yet taken by OpenSSL: the socket's bytes, borrowed during `feed`'s caller's event.
    fileprivate var input: UnsafeRawPointer?
    fileprivate var inputCount = 0
    private var hasClosed = false
    /// What records to the peer are sealed with, without OpenSSL; nil: OpenSSL makes them (the handshake, TLS 1.2, ChaCha20,
    /// after a change of keys).
    private(set) var writeKey: RecordKey?
    /// The type of what OpenSSL writes next: it says so of all but application data.
    fileprivate var writtenType = TLSSession.applicationData
    fileprivate static let applicationData: UInt8 = 23

    package enum Read {
        /// Plaintext was written.
        case bytes(Int)
        /// All ciphertext is used up.
        case needsMore
        /// The peer said close_notify.
        case closed
    }

    /// A session for an incoming connection.
    package init(server context: TLSServerContext, output: TLSOutput) throws(TLSError) {
        guard let ssl = unsafe SSL_new(context.defaultContext) else { throw .last(during: "SSL_new") }
        unsafe self.ssl = ssl
        self.output = output
        serverContext = context
        try attach()
        unsafe SSL_set_accept_state(ssl)
    }

    /// A session to an origin: the server's certificate must be valid for `context.serverName`.
    package init(client context: TLSClientContext, output: TLSOutput) throws(TLSError) {
        guard let ssl = unsafe SSL_new(context.pointer) else { throw .last(during: "SSL_new") }
        unsafe self.ssl = ssl
        self.output = output
        serverContext = nil
        try attach()
        unsafe SSL_set_connect_state(ssl)
        if !context.serverNameIsAddress { _ = unsafe swiftlet_ssl_set_server_name(ssl, context.serverName) }
    }

    deinit {
        unsafe SSL_free(ssl)
        dropWriteKey()
    }

    /// The handshake is over: requests may be written.
    package var isEstablished: Bool { unsafe SSL_is_init_finished(ssl) == 1 }

    /// Our Finished is written: what is left of the handshake is the peer's, and cheap. `SSL_get_finished`
    package var hasFinished: Bool {
        var first: UInt8 = 0
        return unsafe SSL_get_finished(ssl, &first, 1) > 0
    }

    /// Gives ciphertext, which must stay valid until `read` said `needsMore`.
    package func feed(_ bytes: UnsafeRawPointer, _ count: Int) {
        unsafe input = bytes
        inputCount = count
    }

    /// Nothing is left to read: saves the SSL_read that would only say so.
    package var isDrained: Bool { unsafe inputCount == 0 && SSL_has_pending(ssl) == 0 }

    /// Decrypts; goes on with the handshake when it is not over.
    package func read(into buffer: UnsafeMutableRawBufferPointer) throws(TLSError) -> Read {
        let count = unsafe SSL_read(ssl, buffer.baseAddress, Int32(clamping: buffer.count))
        if count > 0 { return .bytes(Int(count)) }
        // Only after a failing call: SSL_get_error looks at the thread's error queue.
        switch unsafe SSL_get_error(ssl, count) {
        case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: return .needsMore
        case SSL_ERROR_ZERO_RETURN: return .closed
        default: throw .last(during: "TLS")
        }
    }

    /// Starts the handshake from the client's side, before there is anything to read.
    package func startHandshake() throws(TLSError) {
        let result = unsafe SSL_do_handshake(ssl)
        if result == 1 { return }
        let code = unsafe SSL_get_error(ssl, result)
        if code != SSL_ERROR_WANT_READ, code != SSL_ERROR_WANT_WRITE { throw .last(during: "TLS handshake") }
    }

    /// Encrypts all of `bytes` (records of 16 KiB at most) into the loop's output.
    package func write(_ bytes: UnsafeRawBufferPointer) throws(TLSError) {
        guard let base = bytes.baseAddress, bytes.count > 0 else { return }
        // A change of keys that the peer asked for goes first; so does all else that is OpenSSL's to say.
        if writeKey != nil, isEstablished, !hasClosed, unsafe SSL_get_key_update_type(ssl) == SSL_KEY_UPDATE_NONE {
            return try unsafe seal(base, bytes.count, type: TLSSession.applicationData)
        }
        let count = unsafe SSL_write(ssl, bytes.baseAddress, Int32(clamping: bytes.count))
        guard Int(count) == bytes.count else { throw .last(during: "SSL_write") }
    }

    /// Puts close_notify into the output, once the handshake is over. Harmless twice: OpenSSL would begin to read.
    package func close() {
        guard isEstablished, !hasClosed else { return }
        hasClosed = true
        _ = unsafe SSL_shutdown(ssl)
        ERR_clear_error()
    }

    /// Why the origin's certificate was refused; nil when it was not.
    package var verificationFailure: String? {
        let code = unsafe SSL_get_verify_result(ssl)
        return code == Int(X509_V_OK) ? nil : unsafe String(cString: X509_verify_cert_error_string(code))
    }

    /// OpenSSL offers the key of what is written from now on. False: it shall use it itself.
    fileprivate func takeWriteKey(_ info: UnsafeRawPointer) -> Bool {
        guard let key = unsafe RecordKey(info, owner: output.sealer.newOwner()) else { return false }
        writeKey = key
        return true
    }

    private func seal(_ bytes: UnsafeRawPointer, _ count: Int, type: UInt8) throws(TLSError) {
        try unsafe output.sealer.seal(bytes, count, type: type, with: &writeKey!, into: output)
    }

    /// What OpenSSL writes: ciphertext, or what is to be sealed. False: it cannot be.
    fileprivate func written(_ bytes: UnsafeRawPointer, _ count: Int) -> Bool {
        guard writeKey != nil else {
            unsafe output.append(bytes, count)
            return true
        }
        let type = writtenType
        writtenType = TLSSession.applicationData
        do throws(TLSError) { try unsafe seal(bytes, count, type: type) } catch { return false }
        // RFC 8446 §4.6.3: the last record of this key. OpenSSL has the next one, and does not offer it.
        if type == TLSSession.handshake, unsafe bytes.load(as: UInt8.self) == TLSSession.keyUpdate { dropWriteKey() }
        return true
    }

    private func dropWriteKey() {
        guard let key = writeKey else { return }
        output.sealer.forget(key)
        writeKey?.erase()
        writeKey = nil
    }

    private static let handshake: UInt8 = 22
    private static let keyUpdate: UInt8 = 24

    private func attach() throws(TLSError) {
        guard let method = unsafe SocketBIO.method, let bio = unsafe BIO_new(method) else {
            throw .last(during: "BIO_new")
        }
        unsafe BIO_set_data(bio, Unmanaged.passUnretained(self).toOpaque())
        unsafe BIO_set_init(bio, 1)
        // One BIO for both directions: SSL_set_bio takes the one reference.
        unsafe SSL_set_bio(ssl, bio, bio)
    }
}

/// The BIO that stands where a socket would: reads from what was fed, writes to the loop's output.
/// A memory BIO would cost 16 % more instructions per request (one more copy each way).
private enum SocketBIO {
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
            guard let input = unsafe session.input, let buffer = unsafe buffer, session.inputCount > 0 else {
                unsafe swiftlet_bio_set_retry_read(bio)
                return -1
            }
            let count = min(session.inputCount, Int(capacity))
            unsafe UnsafeMutableRawPointer(buffer).copyMemory(from: input, byteCount: count)
            unsafe session.input = input + count
            session.inputCount -= count
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
