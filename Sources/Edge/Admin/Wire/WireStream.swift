internal import Glibc
internal import HTTP
internal import TLS

/// A connection that its thread reads and writes and waits for, in clear or through TLS. Owns the descriptor; one thread.
@safe final class WireStream {
    let descriptor: Int32
    private let session: TLSSession?
    private let output = TLSOutput()
    /// Ciphertext, which OpenSSL reads where it is.
    private let cipher: UnsafeMutableRawBufferPointer
    /// Becomes readable when waiting is to end.
    private let interrupt: Int32?

    /// What `offer` could not send, as it goes over the wire.
    private var unsent = ByteBuffer()

    private static let cipherBytes = 17 << 10

    /// - Parameters:
    ///   - descriptor: a connected socket, from now on this one's; the caller's still if this throws.
    ///   - interrupt: ends waiting for bytes to read.
    init(server descriptor: Int32, tls: TLSServerContext?, interrupt: Int32?) throws(WireError) {
        self.descriptor = descriptor
        self.interrupt = interrupt
        let room = tls == nil ? 0 : Self.cipherBytes
        unsafe cipher = .allocate(byteCount: room, alignment: 16)
        do throws(TLSError) {
            session = if let tls { try TLSSession(server: tls, output: output) } else { nil }
        } catch {
            unsafe cipher.deallocate()
            throw .failed(error.description)
        }
        setNonblocking()
    }

    init(client descriptor: Int32, tls: TLSClientContext?, until deadline: Deadline) throws(WireError) {
        self.descriptor = descriptor
        interrupt = nil
        let room = tls == nil ? 0 : Self.cipherBytes
        unsafe cipher = .allocate(byteCount: room, alignment: 16)
        do throws(TLSError) {
            session = if let tls { try TLSSession(client: tls, output: output) } else { nil }
        } catch {
            _ = Glibc.close(descriptor)
            unsafe cipher.deallocate()
            throw .failed(error.description)
        }
        setNonblocking()
        guard let session else { return }
        do throws(TLSError) { try session.startHandshake() } catch { throw .failed(error.description) }
        try flush(until: deadline)
        while !session.isEstablished {
            let none = unsafe UnsafeMutableRawBufferPointer(start: nil, count: 0)
            guard try unsafe decrypt(session, into: none) == nil else { break }
            guard !session.isEstablished else { break }
            try receive(session, until: deadline)
        }
    }

    deinit {
        _ = Glibc.close(descriptor)
        unsafe cipher.deallocate()
    }

    /// The name in the certificate that the peer has shown; known after the first `read`.
    var peerCommonName: String? { session?.peerCommonName }

    private func setNonblocking() {
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    }

    // MARK: reading

    /// Appends what comes next to `buffer`, at most 64 KiB. False: the peer has said that nothing comes any more.
    func read(into buffer: inout ByteBuffer, until deadline: Deadline) throws(WireError) -> Bool {
        let room = unsafe buffer.reserve(16 << 10)
        let count = try unsafe read(UnsafeMutableRawBufferPointer(rebasing: room.prefix(64 << 10)), until: deadline)
        buffer.commit(count)
        return count > 0
    }

    private func read(_ room: UnsafeMutableRawBufferPointer, until deadline: Deadline) throws(WireError) -> Int {
        guard let session else {
            while true {
                if let count = try unsafe receive(into: room) { return count }
                try waitToRead(until: deadline)
            }
        }
        while true {
            if let count = try unsafe decrypt(session, into: room) {
                try flush(until: deadline)
                return count
            }
            try flush(until: deadline)
            try receive(session, until: deadline)
        }
    }

    /// nil: more ciphertext is needed. 0: the end.
    private func decrypt(
        _ session: TLSSession, into room: UnsafeMutableRawBufferPointer
    ) throws(WireError) -> Int? {
        do throws(TLSError) {
            switch try unsafe session.read(into: room) {
            case .bytes(let count): return count
            case .needsMore: return nil
            case .closed: return 0
            }
        } catch {
            // The alert that says why.
            try? flush(until: Deadline(in: 0))
            throw .failed(session.verificationFailure.map { "\(error.description) (\($0))" } ?? error.description)
        }
    }

    private func receive(_ session: TLSSession, until deadline: Deadline) throws(WireError) {
        while true {
            if let count = try unsafe receive(into: cipher) {
                guard count > 0, let base = unsafe cipher.baseAddress else { throw .closed }
                return unsafe session.feed(base, count)
            }
            try waitToRead(until: deadline)
        }
    }

    /// nil: nothing is there yet.
    private func receive(into room: UnsafeMutableRawBufferPointer) throws(WireError) -> Int? {
        while true {
            let count = unsafe recv(descriptor, room.baseAddress, room.count, 0)
            if count >= 0 { return count }
            switch errno {
            case EINTR: continue
            case EAGAIN: return nil
            case ECONNRESET, EPIPE: throw .closed
            default: throw .failed(Errno.text(errno))
            }
        }
    }

    private func waitToRead(until deadline: Deadline) throws(WireError) {
        let ready = Readiness.readable([descriptor] + (interrupt.map { [$0] } ?? []), until: deadline)
        if ready.isEmpty { throw .timeout }
        if !ready[0] { throw .interrupted }
    }

    // MARK: writing

    /// Sends all of it; each piece within `stallMilliseconds`.
    func write(_ bytes: UnsafeRawBufferPointer, stallMilliseconds: Int) throws(WireError) {
        if !unsent.isEmpty {
            try unsafe send(unsent.readable, stallMilliseconds: stallMilliseconds)
            unsent.consume(unsent.count)
        }
        guard let session else {
            return try unsafe send(bytes, stallMilliseconds: stallMilliseconds)
        }
        var position = 0
        while position < bytes.count {
            let end = min(position + 16 << 10, bytes.count)
            do throws(TLSError) {
                try unsafe session.write(UnsafeRawBufferPointer(rebasing: bytes[position..<end]))
            } catch {
                throw .failed(error.description)
            }
            try flush(until: Deadline(in: stallMilliseconds))
            position = end
        }
    }

    /// Sends as much as the other side takes at once. False: it has not taken all, and the next call goes on, with no
    /// bytes or with more.
    func offer(_ bytes: UnsafeRawBufferPointer) throws(WireError) -> Bool {
        guard let session else {
            unsafe unsent.append(bytes)
            return try sendUnsent()
        }
        var position = 0
        while position < bytes.count {
            let end = min(position + 16 << 10, bytes.count)
            do throws(TLSError) {
                try unsafe session.write(UnsafeRawBufferPointer(rebasing: bytes[position..<end]))
            } catch {
                throw .failed(error.description)
            }
            unsafe unsent.append(output.bytes)
            output.clear()
            position = end
        }
        return try sendUnsent()
    }

    private func sendUnsent() throws(WireError) -> Bool {
        while !unsent.isEmpty {
            let rest = unsafe unsent.readable
            let count = unsafe Glibc.send(descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
            if count > 0 {
                unsent.consume(count)
                continue
            }
            switch errno {
            case EINTR: continue
            case EAGAIN: return false
            case ECONNRESET, EPIPE: throw .closed
            default: throw .failed(Errno.text(errno))
            }
        }
        return true
    }

    /// Bytes that `offer` has not sent.
    var unsentCount: Int { unsent.count }

    /// Sends what OpenSSL has made.
    private func flush(until deadline: Deadline) throws(WireError) {
        guard !output.isEmpty else { return }
        defer { output.clear() }
        try unsafe send(output.bytes, stallMilliseconds: Int(deadline.remaining))
    }

    private func send(_ bytes: UnsafeRawBufferPointer, stallMilliseconds: Int) throws(WireError) {
        var position = 0
        while position < bytes.count {
            let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[position...])
            let count = unsafe Glibc.send(descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
            if count > 0 {
                position += count
                continue
            }
            switch errno {
            case EINTR: continue
            case EAGAIN:
                guard Readiness.isWritable(descriptor, until: Deadline(in: stallMilliseconds)) else { throw .timeout }
            case ECONNRESET, EPIPE: throw .closed
            default: throw .failed(Errno.text(errno))
            }
        }
    }

    // MARK: end

    /// Whether the peer has gone: its end can be read, and nothing else.
    var peerHasGone: Bool {
        guard !Readiness.readable([descriptor], until: Deadline(in: 0)).isEmpty else { return false }
        var byte: UInt8 = 0
        let count = unsafe recv(descriptor, &byte, 1, Int32(MSG_PEEK))
        return count == 0 || count < 0 && errno != EAGAIN && errno != EINTR
    }

    /// Says that nothing comes any more, and reads what the peer still sends for a while: a socket that is closed with
    /// bytes unread takes back what was sent on it (RFC 9112 section 9.6).
    func finish(lingerMilliseconds: Int) {
        if let session {
            session.close()
            try? flush(until: Deadline(in: lingerMilliseconds))
        }
        guard shutdown(descriptor, Int32(SHUT_WR)) == 0 else { return }
        let deadline = Deadline(in: lingerMilliseconds)
        unsafe withUnsafeTemporaryAllocation(byteCount: 16 << 10, alignment: 8) { room in
            while Deadline.now < deadline.at {
                guard let count = try? unsafe receive(into: room) else {
                    guard (try? waitToRead(until: deadline)) != nil else { return }
                    continue
                }
                if count == 0 { return }
            }
        }
    }
}
