/// The head of a request, and the parser that fills it (RFC 9112 sections 2 to 6).
///
/// Owned by a connection, used for its requests one after the other: it owns the table of field lines, and parsing
/// allocates nothing. One thread. Everything it tells holds from a `.complete` until the next `parse`; slices and
/// fields point into the bytes that were parsed, counted from the first of them.
@safe package struct RequestHead: ~Copyable {
    private var table: FieldTable

    package private(set) var method = Method.other
    package private(set) var methodName = HeadSlice()
    /// The request target as sent.
    package private(set) var target = HeadSlice()
    package private(set) var targetForm = TargetForm.origin
    /// Starts with "/"; `*` in asterisk form, empty in authority form.
    package private(set) var path = HeadSlice()
    /// What follows the first `?` of the target.
    package private(set) var query = HeadSlice()
    /// Host and perhaps port: the target's if it has them (RFC 9112 section 3.2.2: `Host` then counts for nothing),
    /// else those of `Host`. Valid, not empty; empty only in HTTP/1.0.
    package private(set) var authority = HeadSlice()
    package private(set) var version = HTTPVersion.http11
    /// Never `.untilClose`.
    package private(set) var framing = BodyFraming.none
    /// Whether the client wants to send more on this connection.
    package private(set) var keepAlive = false
    /// The client waits for a 100 before it sends the body.
    package private(set) var expectsContinue = false
    /// False: the path is its own normal form. True: ask `PathNormaliser`.
    package private(set) var pathNeedsNormalising = false

    /// - Parameter fieldCountMax: room for so many field lines, whatever the limits of `parse` say.
    package init(fieldCountMax: Int = HeadLimits().fieldCountMax) {
        table = FieldTable(capacity: fieldCountMax)
    }

    package var fieldCount: Int { table.count }

    /// `fieldCount` entries, in the order sent. Valid until the next `parse` and as long as this head lives.
    package var fields: UnsafePointer<HeadField> { unsafe UnsafePointer(table.fields) }

    package subscript(index: Int) -> HeadField { table[index] }

    /// The first field of that name.
    package func first(_ name: FieldName) -> HeadField? { table.first(name) }

    /// Parses a head that starts at the first of `bytes` (empty lines before it are skipped and counted).
    ///
    /// Keeps nothing from one call to the next: on `.incomplete` call again with the same bytes and more. What is wrong
    /// is reported with the first byte that proves it, so that garbage is not waited for to end.
    ///
    /// - Throws: what to answer: 400, 414, 417, 431, 501 or 505.
    package mutating func parse(
        _ bytes: UnsafeRawBufferPointer, limits: HeadLimits = HeadLimits()
    ) throws(ProtocolError) -> HeadProgress {
        guard let start = bytes.baseAddress else { return .incomplete }
        let base = unsafe start.assumingMemoryBound(to: UInt8.self)
        let end = unsafe base + min(bytes.count, limits.headBytesMax)
        guard let line = try unsafe RequestLine.scan(base, end: end, limits: limits) else {
            return try Self.incomplete(bytes.count, limits)
        }
        let parts = try unsafe TargetParts.split(base, line.target, method: line.method, end: end)
        guard
            let fieldsEnd = try unsafe FieldSection.scan(
                base, from: base + line.length, end: end, into: &table, countMax: limits.fieldCountMax)
        else {
            // Not worth waiting for more if what is there already contradicts itself.
            _ = try unsafe ControlFields(base, &table)
            return try Self.incomplete(bytes.count, limits)
        }

        let control = try unsafe ControlFields(base, &table)
        method = line.method
        methodName = line.methodName
        target = line.target
        version = line.version
        targetForm = parts.form
        path = parts.path
        query = parts.query
        pathNeedsNormalising = parts.pathNeedsNormalising
        authority = try unsafe authority(base, parts, control)
        try decideBody(control)
        return unsafe .complete(length: fieldsEnd - base)
    }

    private static func incomplete(_ count: Int, _ limits: HeadLimits) throws(ProtocolError) -> HeadProgress {
        guard count < limits.headBytesMax else { throw ProtocolError(status: 431, reason: "request head too large") }
        return .incomplete
    }

    /// RFC 9112 section 3.2: one `Host` with a valid value in every HTTP/1.1 request, even where the target wins.
    private func authority(
        _ base: UnsafePointer<UInt8>, _ parts: TargetParts, _ control: ControlFields
    ) throws(ProtocolError) -> HeadSlice {
        guard control.host >= 0 else {
            guard version == .http10 else { throw .badRequest("Host is missing") }
            return parts.authority
        }
        let host = table[control.host].valueSlice
        // Empty is what a client without a host in its target sends (RFC 9110 section 7.2): here the target has one.
        if host.isEmpty, !parts.authority.isEmpty { return parts.authority }
        guard unsafe Authority.isValid(base + Int(host.offset), length: Int(host.length)) else {
            throw .badRequest("invalid Host")
        }
        return parts.authority.isEmpty ? host : parts.authority
    }

    private mutating func decideBody(_ control: ControlFields) throws(ProtocolError) {
        if control.isChunked {
            // RFC 9112 section 6.1: HTTP/1.0 knows no transfer codings; whoever sends one may have been tricked into it.
            guard version == .http11 else { throw .badRequest("Transfer-Encoding in HTTP/1.0") }
            framing = .chunked
        } else if let length = control.contentLength {
            framing = .length(length)
        } else {
            framing = .none
        }
        keepAlive = !control.wantsClose && (version == .http11 || control.wantsKeepAlive)
        // RFC 9110 section 10.1.1: to be ignored in HTTP/1.0, and pointless without a body.
        expectsContinue = control.expectsContinue && version == .http11 && !framing.isEmpty
    }
}
