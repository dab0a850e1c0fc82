internal import COpenSSL

/// What a session says and hears after its handshake, without OpenSSL.
extension TLSSession {
    static let keyUpdate: UInt8 = 24

    func readRecords(
        _ reader: UnsafeMutablePointer<RecordReader>, into buffer: UnsafeMutableRawBufferPointer
    ) throws(TLSError) -> Read {
        do throws(RecordFault) { return try unsafe reader.pointee.read(into: buffer) } catch { throw fail(error) }
    }

    func writeRecords(
        _ reader: UnsafeMutablePointer<RecordReader>, _ bytes: UnsafeRawPointer, _ count: Int
    ) throws(TLSError) {
        guard !hasClosed else { throw TLSError(operation: "TLS", reason: "written after the end") }
        if unsafe reader.pointee.owesKeyUpdate || writeKey!.isWorn {
            unsafe reader.pointee.owesKeyUpdate = false
            try changeWriteKey()
        }
        try unsafe seal(bytes, count, type: RecordType.applicationData)
        unsafe reader.pointee.hasAnswered()
    }

    func seal(_ bytes: UnsafeRawPointer, _ count: Int, type: UInt8) throws(TLSError) {
        try unsafe output.sealer.seal(bytes, count, type: type, with: &writeKey!, into: output)
    }

    /// An alert, the last thing that is said.
    func say(_ alert: TLSAlert) {
        hasClosed = true
        // RFC 8446 §6: only the end is no error.
        var content: (UInt8, UInt8) = (alert == .closeNotify ? 1 : 2, alert.rawValue)
        unsafe withUnsafeBytes(of: &content) { content in
            // Without memory for it nothing is said, and the connection ends as well.
            try? unsafe seal(content.baseAddress!, content.count, type: RecordType.alert)
        }
    }

    func dropWriteKey() {
        guard let key = writeKey else { return }
        output.sealer.ciphers.forget(key)
        writeKey?.erase()
        writeKey = nil
    }

    func eraseSecrets() {
        secrets.client?.erase()
        secrets.server?.erase()
        secrets = (nil, nil)
    }

    /// The peer is told of its mistake, once.
    private func fail(_ fault: RecordFault) -> TLSError {
        defer { hasClosed = true }
        switch fault {
        case .broken(let alert, let reason):
            if !hasClosed { say(alert) }
            return TLSError(operation: "TLS", reason: reason.description)
        case .told(let alert):
            let name = unsafe SSL_alert_desc_string_long(Int32(alert)).map { unsafe String(cString: $0) } ?? ""
            return TLSError(operation: "TLS", reason: "the peer's alert \(alert), \(name)")
        }
    }

    /// RFC 8446 §4.6.3: the peer wants it, or the key has made as many records as it may. The next record has the next key.
    private func changeWriteKey() throws(TLSError) {
        guard secrets.server != nil else { throw TLSError(operation: "TLS", reason: "no secret for the next key") }
        // Made first: once the peer has been told, nothing may be said with the old one.
        try secrets.server!.advance()
        let next = try secrets.server!.key(owner: output.sealer.ciphers.newOwner(), opens: false)
        var message: (UInt8, UInt8, UInt8, UInt8, UInt8) = (TLSSession.keyUpdate, 0, 0, 1, 0)
        do {
            try unsafe withUnsafeBytes(of: &message) { message throws(TLSError) in
                try unsafe seal(message.baseAddress!, message.count, type: RecordType.handshake)
            }
        }
        dropWriteKey()
        writeKey = next
    }
}
