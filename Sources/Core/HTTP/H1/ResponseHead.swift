internal import CByteScan

/// The head of an origin's response, and the parser that fills it (RFC 9112 sections 4 to 6).
///
/// Owned by the connection to the origin, used for its responses one after the other: it owns the table of field lines,
/// and parsing allocates nothing. One thread. Everything it tells holds from a `.complete` until the next `parse`;
/// slices and fields point into the bytes that were parsed, counted from the first of them.
@safe package struct ResponseHead: ~Copyable {
    private var table: FieldTable

    /// 100-599.
    package private(set) var status = 0
    /// The reason phrase; often empty, and of no meaning.
    package private(set) var reason = HeadSlice()
    package private(set) var version = HTTPVersion.http11
    package private(set) var framing = BodyFraming.none
    /// What Content-Length says, also where no body follows (HEAD, 304).
    package private(set) var contentLength: UInt64?
    /// Whether the connection may be used again after the body.
    package private(set) var keepAlive = false

    /// - Parameter fieldCountMax: room for so many field lines, whatever the limits of `parse` say.
    package init(fieldCountMax: Int = HeadLimits().fieldCountMax) {
        table = FieldTable(capacity: fieldCountMax)
    }

    /// A 1xx: another head follows (RFC 9110 section 15.2). After a 101 none does: the protocol has changed.
    package var isInformational: Bool { status < 200 }

    package var fieldCount: Int { table.count }

    /// `fieldCount` entries, in the order sent. Valid until the next `parse` and as long as this head lives.
    package var fields: UnsafePointer<HeadField> { unsafe UnsafePointer(table.fields) }

    package subscript(index: Int) -> HeadField { table[index] }

    /// The first field of that name.
    package func first(_ name: FieldName) -> HeadField? { table.first(name) }

    /// Parses a head that starts at the first of `bytes`; keeps nothing from one call to the next, as
    /// `RequestHead.parse`.
    ///
    /// - Parameter requestMethod: of the request that this answers: it decides whether a body follows.
    /// - Throws: always with status 502.
    package mutating func parse(
        _ bytes: UnsafeRawBufferPointer, limits: HeadLimits = HeadLimits(), requestMethod: Method
    ) throws(ProtocolError) -> HeadProgress {
        do {
            return try unsafe scan(bytes, limits: limits, requestMethod: requestMethod)
        } catch {
            throw .badResponse(error.reason)
        }
    }

    private mutating func scan(
        _ bytes: UnsafeRawBufferPointer, limits: HeadLimits, requestMethod: Method
    ) throws(ProtocolError) -> HeadProgress {
        guard let start = bytes.baseAddress else { return .incomplete }
        let base = unsafe start.assumingMemoryBound(to: UInt8.self)
        let end = unsafe base + min(bytes.count, limits.headBytesMax)
        guard let line = try unsafe StatusLine.scan(base, end: end) else {
            return try Self.incomplete(bytes.count, limits)
        }
        guard
            let fieldsEnd = try unsafe FieldSection.scan(
                base, from: base + line.length, end: end, into: &table, countMax: limits.fieldCountMax)
        else {
            // Not worth waiting for more if what is there already contradicts itself.
            _ = try unsafe ControlFields(base, &table)
            return try Self.incomplete(bytes.count, limits)
        }

        let control = try unsafe ControlFields(base, &table)
        status = line.status
        reason = line.reason
        version = line.version
        contentLength = control.contentLength
        if control.isChunked, version == .http10 { throw .badResponse("Transfer-Encoding in HTTP/1.0") }
        framing = Self.framing(status: status, requestMethod, control)
        keepAlive =
            !control.wantsClose && (version == .http11 || control.wantsKeepAlive) && framing != .untilClose
        return unsafe .complete(length: fieldsEnd - base)
    }

    private static func incomplete(_ count: Int, _ limits: HeadLimits) throws(ProtocolError) -> HeadProgress {
        guard count < limits.headBytesMax else { throw .badResponse("response head too large") }
        return .incomplete
    }

    /// RFC 9112 section 6.3, in its order.
    private static func framing(status: Int, _ method: Method, _ control: ControlFields) -> BodyFraming {
        if status < 200 || status == 204 || status == 304 || method == .head { return .none }
        if control.isChunked { return .chunked }
        if let length = control.contentLength { return .length(length) }
        return .untilClose
    }
}
