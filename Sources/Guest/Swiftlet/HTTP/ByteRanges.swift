/// Which part of a body a request asks for (RFC 9110 section 14).
public enum ByteRanges: Equatable, Sendable {
    /// All of it: answer 200. Also what a Range means that is no Range, or asks for too much.
    case whole
    /// These parts, in the order asked for: answer 206. Each is within the body and not empty.
    case parts([Range<Int>])
    /// Nothing that is there: answer 416.
    case unsatisfiable

    /// Parts that one request may ask for; with more it gets the whole (section 14.2).
    public static var countMax: Int { 16 }

    /// Reads a Range field, for a body of `length` bytes.
    public init(_ field: Bytes, length: Int) {
        self = ByteRanges.read(field, Swift.max(length, 0)) ?? .whole
    }

    /// nil for what is to be ignored.
    private static func read(_ field: Bytes, _ length: Int) -> ByteRanges? {
        var reader = FieldReader(field)
        guard let unit = reader.token(), unit.equalsIgnoringCase(Bytes("bytes")), reader.skip(UInt8(ascii: "=")) else {
            return nil
        }
        var parts: [Range<Int>] = []
        var asked = 0
        var total = 0
        while reader.nextElement() {
            asked += 1
            guard asked <= countMax, let part = part(&reader, length) else { return nil }
            if part.isEmpty { continue }
            // Parts that overlap would multiply the body.
            guard part.count <= length - total else { return nil }
            total += part.count
            parts.append(part)
        }
        if asked == 0 { return nil }
        return parts.isEmpty ? .unsatisfiable : .parts(parts)
    }

    /// One of `5-9`, `5-`, `-5`: empty where the body has nothing of it; nil where it is none of those.
    private static func part(_ reader: inout FieldReader, _ length: Int) -> Range<Int>? {
        let first = reader.number()
        guard reader.skip(UInt8(ascii: "-")) else { return nil }
        let last = reader.number()
        reader.skipBlanks()
        guard reader.isAtElementEnd else { return nil }
        guard let first else {
            guard let last else { return nil }
            return length - Swift.min(last, length)..<length
        }
        if let last, last < first { return nil }
        guard first < length else { return length..<length }
        return first..<(last.map { last in Swift.min(last, length - 1) + 1 } ?? length)
    }
}

extension FieldReader {
    /// The number here, at most `Int32.max`; nil where there is none.
    fileprivate mutating func number() -> Int? {
        let start = position
        while let byte = next, byte.isDigit { _ = skip(byte) }
        return text(from: start).saturatedNumber
    }
}

extension Request {
    /// Which part of a body of `length` bytes this request asks for. Only GET does; If-Range is heeded.
    @export(interface)
    public func byteRanges(length: Int, etag: ETag? = nil, lastModified: HTTPDate? = nil) -> ByteRanges {
        guard hasMethod("GET"), let field = headers.first("range"),
            allowsRange(etag: etag, lastModified: lastModified)
        else { return .whole }
        return ByteRanges(field, length: length)
    }
}
