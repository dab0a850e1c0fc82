internal import COpenSSL

/// One TLS connection as a transformer of bytes: ciphertext in, plaintext out, and back. It never sees a socket.
///
/// OpenSSL shakes hands. Then a server's session of TLS 1.3 and AES-GCM goes on without it: `RecordReader` opens what comes,
/// `RecordSealer` seals what goes, and `SSL *` is freed. Other sessions are OpenSSL's to their end, but for what they seal.
///
/// Belongs to one connection and its loop's thread. After each call that may have made ciphertext
/// (`read`, `write`, `close`) the owner sends what is in the loop's `TLSOutput`. Two files: `+Records` is what comes after the
/// handshake without OpenSSL.
@safe package final class TLSSession {
    /// Who reads what comes.
    private enum Reading {
        /// OpenSSL, a record at a time.
        case handshake
        /// OpenSSL, which waits for more: the handshake is over, and the next record is ours.
        case handedOver
        /// OpenSSL, to the end.
        case openSSL
    }

    /// nil: it has done its part.
    private(set) var ssl: OpaquePointer?
    /// Kept alive for the handshake: its SNI callback gets an unretained pointer.
    private let serverContext: TLSServerContext?
    let output: TLSOutput
    private var reading: Reading
    private var gate = RecordGate()
    /// Ciphertext given and not yet taken by OpenSSL: the socket's bytes, borrowed during `feed`'s caller's event.
    private var input: UnsafeRawPointer?
    private var inputCount = 0
    /// What application data is sealed with and opened with, once the handshake has made it.
    var secrets: (client: TrafficSecret?, server: TrafficSecret?)
    /// Opens what comes, without OpenSSL; nil: OpenSSL does. Behind a pointer: the others need no room for it, and an optional
    /// value that cannot be copied is copied for each question.
    private(set) var reader: UnsafeMutablePointer<RecordReader>?
    /// Nothing more may be written.
    var hasClosed = false
    /// What records to the peer are sealed with, without OpenSSL; nil: OpenSSL makes them (the handshake, TLS 1.2, ChaCha20,
    /// after a change of keys).
    var writeKey: RecordKey?
    /// The type of what OpenSSL writes next: it says so of all but application data.
    var writtenType = RecordType.applicationData

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
        reading = .handshake
        try unsafe attach(to: ssl)
        unsafe SSL_set_accept_state(ssl)
    }

    /// A session to an origin: the server's certificate must be valid for `context.serverName`.
    package init(client context: TLSClientContext, output: TLSOutput) throws(TLSError) {
        guard let ssl = unsafe SSL_new(context.pointer) else { throw .last(during: "SSL_new") }
        unsafe self.ssl = ssl
        self.output = output
        serverContext = nil
        reading = .openSSL
        try unsafe attach(to: ssl)
        unsafe SSL_set_connect_state(ssl)
        if !context.serverNameIsAddress { _ = unsafe swiftlet_ssl_set_server_name(ssl, context.serverName) }
    }

    deinit {
        unsafe SSL_free(ssl)
        if let reader = unsafe reader {
            unsafe reader.pointee.erase()
            unsafe reader.deinitialize(count: 1)
            unsafe reader.deallocate()
        }
        dropWriteKey()
        eraseSecrets()
    }

    /// The handshake is over: requests may be written.
    package var isEstablished: Bool { unsafe reader != nil || SSL_is_init_finished(ssl) == 1 }

    /// Our Finished is written: what is left of the handshake is the peer's, and cheap. `SSL_get_finished`
    package var hasFinished: Bool {
        var first: UInt8 = 0
        return unsafe reader != nil || SSL_get_finished(ssl, &first, 1) > 0
    }

    /// Gives ciphertext, which must stay valid until `read` said `needsMore`.
    package func feed(_ bytes: UnsafeRawPointer, _ count: Int) {
        if let reader = unsafe reader { return unsafe reader.pointee.feed(bytes, count) }
        unsafe input = bytes
        inputCount = count
    }

    /// Nothing is left to read: saves the read that would only say so.
    package var isDrained: Bool {
        if let reader = unsafe reader { return unsafe reader.pointee.isDrained }
        return unsafe inputCount == 0 && SSL_has_pending(ssl) == 0
    }

    /// Decrypts; goes on with the handshake when it is not over.
    package func read(into buffer: UnsafeMutableRawBufferPointer) throws(TLSError) -> Read {
        if let reader = unsafe reader { return try unsafe readRecords(reader, into: buffer) }
        while true {
            let count =
                reading == .handshake
                ? KeyDerivation.observed(by: self) { unsafe readWithOpenSSL(into: buffer) }
                : unsafe readWithOpenSSL(into: buffer)
            if count > 0 { return .bytes(Int(count)) }
            // Only after a failing call: SSL_get_error looks at the thread's error queue.
            switch unsafe SSL_get_error(ssl, count) {
            case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE:
                guard reading == .handedOver else { return .needsMore }
                if let reader = unsafe takeOver() { return try unsafe readRecords(reader, into: buffer) }
            case SSL_ERROR_ZERO_RETURN: return .closed
            default: throw .last(during: "TLS")
            }
        }
    }

    private func readWithOpenSSL(into buffer: UnsafeMutableRawBufferPointer) -> Int32 {
        unsafe SSL_read(ssl, buffer.baseAddress, Int32(clamping: buffer.count))
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
        if let reader = unsafe reader { return try unsafe writeRecords(reader, base, bytes.count) }
        // A change of keys that the peer asked for goes first; so does all else that is OpenSSL's to say.
        if writeKey != nil, isEstablished, !hasClosed, unsafe SSL_get_key_update_type(ssl) == SSL_KEY_UPDATE_NONE {
            if !writeKey!.isWorn { return try unsafe seal(base, bytes.count, type: RecordType.applicationData) }
            _ = unsafe SSL_key_update(ssl, SSL_KEY_UPDATE_NOT_REQUESTED)
        }
        let count = unsafe SSL_write(ssl, bytes.baseAddress, Int32(clamping: bytes.count))
        guard Int(count) == bytes.count else { throw .last(during: "SSL_write") }
    }

    /// Puts close_notify into the output, once the handshake is over. Harmless twice: OpenSSL would begin to read.
    package func close() {
        guard isEstablished, !hasClosed else { return }
        if unsafe reader != nil { return say(.closeNotify) }
        hasClosed = true
        _ = unsafe SSL_shutdown(ssl)
        ERR_clear_error()
    }

    /// Why the origin's certificate was refused; nil when it was not.
    package var verificationFailure: String? {
        guard let ssl = unsafe ssl else { return nil }
        let code = unsafe SSL_get_verify_result(ssl)
        return code == Int(X509_V_OK) ? nil : unsafe String(cString: X509_verify_cert_error_string(code))
    }

    // MARK: what OpenSSL asks of its socket

    /// Ciphertext for OpenSSL: how much of it there was and had room. During the handshake one record at a time, behind it none
    /// where we go on.
    func giveInput(to room: UnsafeMutableRawBufferPointer) -> Int {
        if reading == .handshake, isEstablished {
            reading = mayTakeOver ? .handedOver : .openSSL
            if reading == .openSSL { eraseSecrets() }
        }
        guard reading != .handedOver, let bytes = unsafe input, let target = room.baseAddress else { return 0 }
        var count = min(inputCount, room.count)
        if reading == .handshake { count = unsafe gate.pass(UnsafeRawBufferPointer(start: bytes, count: count)) }
        unsafe target.copyMemory(from: bytes, byteCount: count)
        unsafe input = bytes + count
        inputCount -= count
        return count
    }

    /// OpenSSL offers the key of what is written from now on. False: it shall use it itself.
    func takeWriteKey(_ info: UnsafeRawPointer) -> Bool {
        guard let key = unsafe RecordKey(info, owner: output.sealer.ciphers.newOwner()) else { return false }
        writeKey = key
        return true
    }

    /// What OpenSSL writes: ciphertext, or what is to be sealed. False: it cannot be.
    func written(_ bytes: UnsafeRawPointer, _ count: Int) -> Bool {
        guard writeKey != nil else {
            unsafe output.append(bytes, count)
            return true
        }
        let type = writtenType
        writtenType = RecordType.applicationData
        do throws(TLSError) { try unsafe seal(bytes, count, type: type) } catch { return false }
        // RFC 8446 §4.6.3: the last record of this key. OpenSSL has the next one, and does not offer it.
        if type == RecordType.handshake, unsafe bytes.load(as: UInt8.self) == TLSSession.keyUpdate { dropWriteKey() }
        return true
    }

    private func attach(to ssl: OpaquePointer) throws(TLSError) {
        guard let method = unsafe SocketBIO.method, let bio = unsafe BIO_new(method) else {
            throw .last(during: "BIO_new")
        }
        unsafe BIO_set_data(bio, Unmanaged.passUnretained(self).toOpaque())
        unsafe BIO_set_init(bio, 1)
        // One BIO for both directions: SSL_set_bio takes the one reference.
        unsafe SSL_set_bio(ssl, bio, bio)
    }

    // MARK: without OpenSSL from here on

    /// The handshake is over, it has made the keys of a suite that is known here, and OpenSSL has nothing of what follows it.
    private var mayTakeOver: Bool {
        guard let key = writeKey, let client = secrets.client, let server = secrets.server else { return false }
        return gate.isBetweenRecords && key.isLong == client.isLong && key.isLong == server.isLong
    }

    /// nil: OpenSSL goes on.
    private func takeOver() -> UnsafeMutablePointer<RecordReader>? {
        defer {
            secrets.client?.erase()
            secrets.client = nil
        }
        guard let secret = secrets.client, let made = try? RecordReader(secret: secret, opener: output.opener) else {
            ERR_clear_error()
            reading = .openSSL
            return nil
        }
        let reader = UnsafeMutablePointer<RecordReader>.allocate(capacity: 1)
        unsafe reader.initialize(to: made)
        if let input = unsafe input { unsafe reader.pointee.feed(input, inputCount) }
        unsafe self.reader = reader
        unsafe input = nil
        inputCount = 0
        // Who the peer is, OpenSSL knows.
        if unsafe SSL_get0_peer_certificate(ssl) == nil {
            unsafe SSL_free(ssl)
            unsafe ssl = nil
        } else {
            unsafe SSL_free_buffers(ssl)
        }
        return unsafe reader
    }
}
