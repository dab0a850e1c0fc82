internal import COpenSSL
internal import Glibc

/// Reads what a peer sends when its handshake is over: cuts it into records, opens them, and understands those that are not the
/// application's (RFC 8446 §5, §6, §4.6.3). Bytes in, plaintext out; it writes nothing.
///
/// Belongs to one session of a server: of what a client may send then, only a change of keys is a message.
@safe struct RecordReader: ~Copyable {
    private enum End {
        case closed
        case failed(RecordFault)
    }

    private let opener: RecordOpener
    private var secret: TrafficSecret
    private var key: RecordKey
    /// Ciphertext given and not yet used: the socket's bytes, borrowed during `feed`'s caller's event.
    private var input: UnsafeRawPointer?
    private var inputCount = 0
    private var partial = PartialRecord()
    /// Plaintext that the caller had no room for: of one record.
    private var unread: UnsafeMutableRawPointer?
    private var unreadRange = 0..<0
    /// A handshake message that has not come to its end.
    private var message = InlineArray<5, UInt8>(repeating: 0)
    private var messageCount = 0
    /// Records in a row without a byte for the application.
    private var withoutData = 0
    /// Nothing more is read. What was read before it is handed out first.
    private var end: End?
    /// The peer wants us to change our keys, too, before we write again.
    var owesKeyUpdate = false

    /// Begins with the first record of `secret`.
    init(secret: TrafficSecret, opener: RecordOpener) throws(TLSError) {
        self.opener = opener
        self.secret = secret
        key = try secret.key(owner: opener.ciphers.newOwner(), opens: true)
    }

    deinit { unsafe unread?.deallocate() }

    /// The session is over: its keys are not left in memory.
    mutating func erase() {
        opener.ciphers.forget(key)
        key.erase()
        secret.erase()
    }

    /// Gives ciphertext, which must stay valid until `read` said `needsMore`.
    mutating func feed(_ bytes: UnsafeRawPointer, _ count: Int) {
        unsafe input = bytes
        inputCount = count
    }

    var isDrained: Bool {
        guard inputCount == 0, partial.isEmpty, unsafe unread == nil else { return false }
        if case nil = end { return true }
        return false
    }

    /// Plaintext of as many records as there are and have room.
    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(RecordFault) -> TLSSession.Read {
        guard buffer.count > 0 else { return .needsMore }
        if unsafe unread != nil { return unsafe .bytes(takeUnread(into: buffer)) }
        switch end {
        case .closed: return .closed
        case .failed(let fault): throw fault
        case nil: break
        }
        var filled = 0
        do throws(RecordFault) {
            while try unsafe readRecord(UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]), &filled) {}
        } catch {
            end = .failed(error)
            if filled == 0 { throw error }
        }
        if filled > 0 { return .bytes(filled) }
        if unsafe unread != nil { return unsafe .bytes(takeUnread(into: buffer)) }
        if case .closed = end { return .closed }
        return .needsMore
    }

    private mutating func takeUnread(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        guard let text = unsafe unread, let target = buffer.baseAddress else { return 0 }
        let count = min(unreadRange.count, buffer.count)
        unsafe memcpy(target, text + unreadRange.lowerBound, count)
        unreadRange = unreadRange.lowerBound + count..<unreadRange.upperBound
        if unreadRange.isEmpty {
            unsafe text.deallocate()
            unsafe unread = nil
        }
        return count
    }

    /// False: no more of them now.
    private mutating func readRecord(
        _ room: UnsafeMutableRawBufferPointer, _ filled: inout Int
    ) throws(RecordFault) -> Bool {
        guard inputCount > 0, let bytes = unsafe input else { return false }
        if partial.isEmpty, inputCount >= RecordLimits.headerBytes {
            let given = UInt16(bigEndian: unsafe bytes.loadUnaligned(fromByteOffset: 3, as: UInt16.self))
            let length = try RecordReader.length(unsafe bytes.load(as: UInt8.self), Int(given))
            let whole = RecordLimits.headerBytes + length
            if inputCount >= whole {
                // What has no room beside what was read waits until that is taken.
                if filled > 0, room.count < length - RecordLimits.tagBytes { return false }
                take(whole)
                return try unsafe open(bytes, length, room, &filled)
            }
        }
        unsafe take(partial.take(bytes, inputCount))
        guard let record = unsafe try partial.whole(RecordReader.length) else { return true }
        guard let start = record.baseAddress else { return false }
        defer { partial.clear() }
        return try unsafe open(start, record.count - RecordLimits.headerBytes, room, &filled)
    }

    private mutating func take(_ count: Int) {
        unsafe input = input.map { unsafe $0 + count }
        inputCount -= count
    }

    /// What follows a header of that type and length: that length (RFC 8446 §5.1, §5.2).
    private static func length(_ type: UInt8, _ length: Int) throws(RecordFault) -> Int {
        // All are protected now, and call themselves this; also what follows a handshake's end is no change_cipher_spec.
        guard type == RecordType.applicationData else {
            throw .broken(.unexpectedMessage, "a record that is not encrypted")
        }
        guard length <= RecordLimits.ciphertextMax else { throw .broken(.recordOverflow, "a record that is too long") }
        guard length > RecordLimits.tagBytes else { throw .broken(.badRecordMAC, "a record that is too short") }
        return length
    }

    /// False: what is read must be handed out first, or there is no more.
    private mutating func open(
        _ record: UnsafeRawPointer, _ length: Int, _ room: UnsafeMutableRawBufferPointer, _ filled: inout Int
    ) throws(RecordFault) -> Bool {
        let inner = length - RecordLimits.tagBytes
        var spare: UnsafeMutableRawPointer? = nil
        defer { unsafe spare?.deallocate() }
        var text = room.baseAddress
        if unsafe room.count < inner || text == nil {
            unsafe spare = .allocate(byteCount: inner, alignment: 16)
            unsafe text = spare
        }
        guard let text = unsafe text else { return false }
        let isGenuine: Bool
        do throws(TLSError) { isGenuine = try unsafe opener.open(record, length, with: &key, into: text) } catch {
            throw .broken(.internalError, "a record cannot be opened")
        }
        guard isGenuine else { throw .broken(.badRecordMAC, "a record that nobody with the key has made") }
        guard inner <= RecordLimits.innerMax else { throw .broken(.recordOverflow, "a record that is too long") }
        // RFC 8446 §5.4: the type is the last byte that is not 0; zeros behind it are padding.
        var count = inner - 1
        while count >= 0, unsafe text.load(fromByteOffset: count, as: UInt8.self) == 0 { count -= 1 }
        guard count >= 0 else { throw .broken(.unexpectedMessage, "a record without a type") }
        let type = unsafe text.load(fromByteOffset: count, as: UInt8.self)
        guard type == RecordType.applicationData, count > 0 else {
            return try unsafe understand(type, UnsafeRawBufferPointer(start: text, count: count))
        }
        guard messageCount == 0 else { throw .broken(.unexpectedMessage, "data within a handshake message") }
        withoutData = 0
        if unsafe spare == nil {
            filled += count
            return true
        }
        unsafe swap(&unread, &spare)
        unreadRange = 0..<count
        return false
    }

    /// Data went to the peer: one that only listens may change keys as often as one that speaks.
    mutating func hasAnswered() { withoutData = 0 }

    /// A record that has nothing for the application. False: the last one.
    private mutating func understand(_ type: UInt8, _ content: UnsafeRawBufferPointer) throws(RecordFault) -> Bool {
        withoutData += 1
        guard withoutData <= RecordLimits.withoutDataMax else {
            throw .broken(.unexpectedMessage, "too many records without data")
        }
        if type == RecordType.handshake {
            try unsafe takeMessage(content)
            return true
        }
        guard messageCount == 0 else { throw .broken(.unexpectedMessage, "a record within a handshake message") }
        switch type {
        case RecordType.applicationData: return true
        case RecordType.alert: return try unsafe takeAlert(content)
        default: throw .broken(.unexpectedMessage, "a record of an unknown type")
        }
    }

    /// RFC 8446 §6: its level says nothing any more.
    private mutating func takeAlert(_ content: UnsafeRawBufferPointer) throws(RecordFault) -> Bool {
        // RFC 8446 §5.1: exactly one in each record.
        guard content.count > 0 else { throw .broken(.unexpectedMessage, "an empty alert") }
        guard content.count == 2 else { throw .broken(.decodeError, "an alert of another length than two") }
        switch unsafe TLSAlert(rawValue: content[1]) {
        case .closeNotify:
            end = .closed
            // §6.1: what follows it is nobody's.
            inputCount = 0
            return false
        case .userCanceled: return true
        default: throw .told(unsafe content[1])
        }
    }

    /// RFC 8446 §4.6.3: KeyUpdate, all that a client may say, and the last in its record (§5.1).
    private mutating func takeMessage(_ content: UnsafeRawBufferPointer) throws(RecordFault) {
        guard content.count > 0 else { throw .broken(.unexpectedMessage, "an empty handshake record") }
        for position in content.indices {
            message[messageCount] = unsafe content[position]
            messageCount += 1
            guard message[0] == RecordReader.keyUpdate else {
                throw .broken(.unexpectedMessage, "a handshake message after the handshake")
            }
            guard messageCount == message.count else { continue }
            guard message[1] == 0, message[2] == 0, message[3] == 1 else {
                throw .broken(.decodeError, "a change of keys of another length than one")
            }
            guard position == content.count - 1 else {
                throw .broken(.unexpectedMessage, "a change of keys within a record")
            }
            guard message[4] <= 1 else { throw .broken(.illegalParameter, "an unknown change of keys") }
            messageCount = 0
            if message[4] == 1 { owesKeyUpdate = true }
            return try changeKey()
        }
    }

    private static let keyUpdate: UInt8 = 24

    private mutating func changeKey() throws(RecordFault) {
        opener.ciphers.forget(key)
        key.erase()
        do throws(TLSError) {
            try secret.advance()
            key = try secret.key(owner: opener.ciphers.newOwner(), opens: true)
        } catch {
            throw .broken(.internalError, "the next key cannot be made")
        }
    }
}
