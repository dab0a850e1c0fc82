/// Reads URLs: the basic URL parser of the WHATWG URL standard (section 4.4), for http and https alone.
///
/// The standard's states, in order; those of other schemes are left out.
struct URLParser {
    /// Without control bytes and spaces at its ends, and without tabs and line ends.
    private let text: Bytes
    private var position = 0
    private var url: URL

    @export(interface)
    static func parse(_ text: Bytes, _ base: URL?) throws(URLError) -> URL {
        let text = text.withoutURLSpace
        var isSecure = base?.isSecure
        var start = 0
        var isRelative = true
        if let end = text.schemeEnd {
            let scheme = text.slice(0..<end)
            // "https:x" is relative to a base of its scheme, and https://x anywhere else.
            if scheme.equalsIgnoringCase(Bytes("https")) {
                isRelative = isSecure == true
                isSecure = true
            } else if scheme.equalsIgnoringCase(Bytes("http")) {
                isRelative = isSecure == false
                isSecure = false
            } else {
                throw .scheme
            }
            start = end + 1
        }
        guard let isSecure else { throw .relative }
        var parser = URLParser(text, start, URL(isSecure: isSecure, host: Bytes(), port: nil))
        if isRelative, let base, text.slashes(from: start) < 2 {
            parser.resolve(against: base)
        } else {
            parser.position += text.slashes(from: start)
            try parser.readAuthority()
            parser.readPath(after: Bytes())
        }
        parser.readQueryAndFragment()
        return parser.url
    }

    private init(_ text: Bytes, _ position: Int, _ url: URL) {
        self.text = text
        self.position = position
        self.url = url
    }

    private var next: UInt8? { position < text.count ? text[position] : nil }

    /// "Relative state" and "relative slash state".
    private mutating func resolve(against base: URL) {
        url.hostBytes = base.hostBytes
        url.port = base.port
        if let next, next.isURLSlash {
            readPath(after: Bytes())
        } else if next == nil || next == UInt8(ascii: "#") {
            url.pathBytes = base.pathBytes
            url.queryBytes = base.queryBytes
        } else if next == UInt8(ascii: "?") {
            url.pathBytes = base.pathBytes
        } else {
            let path = base.pathBytes
            var end = path.count
            while end > 0, path[end - 1] != UInt8(ascii: "/") { end -= 1 }
            readPath(after: path.slice(0..<Swift.max(end - 1, 0)))
        }
    }

    /// "Authority state" to "port state".
    private mutating func readAuthority() throws(URLError) {
        let start = position
        var isBracketed = false
        var portStart: Int?
        while let byte = next, !byte.isURLSlash, byte != UInt8(ascii: "?"), byte != UInt8(ascii: "#") {
            switch byte {
            case UInt8(ascii: "@"): throw .credentials
            case UInt8(ascii: "["): isBracketed = true
            case UInt8(ascii: "]"): isBracketed = false
            case UInt8(ascii: ":"): if !isBracketed, portStart == nil { portStart = position }
            default: break
            }
            position += 1
        }
        url.hostBytes = try URLHost.parse(text.slice(start..<(portStart ?? position)))
        if let portStart { url.port = try port(text.slice(portStart + 1..<position)) }
    }

    /// nil for none, and for the scheme's own.
    private func port(_ digits: Bytes) throws(URLError) -> Int? {
        guard !digits.isEmpty else { return nil }
        guard let port = digits.saturatedNumber, port <= 0xffff else { throw .port }
        return port == (url.isSecure ? 443 : 80) ? nil : port
    }

    /// "Path state": adds the segments here to those of `start`, which ends without a slash.
    private mutating func readPath(after start: Bytes) {
        var path = BytesBuilder(capacity: start.count + text.count - position + 1)
        path.append(start)
        if let next, next.isURLSlash { position += 1 }
        while true {
            let segmentStart = position
            while let byte = next, !byte.isURLSlash, byte != UInt8(ascii: "?"), byte != UInt8(ascii: "#") {
                position += 1
            }
            let segment = text.slice(segmentStart..<position)
            let isLast = next == nil || next?.isURLSlash == false
            switch segment.dots {
            case 2:
                path.removeLastSegment()
                if isLast { path.append(UInt8(ascii: "/")) }
            case 1:
                if isLast { path.append(UInt8(ascii: "/")) }
            default:
                path.append(UInt8(ascii: "/"))
                path.append(segment, percentEncoding: .path)
            }
            if isLast { break }
            position += 1
        }
        url.pathBytes = path.finish()
    }

    /// "Query state" and "fragment state". Keeps a query that was taken from a base where there is none here.
    private mutating func readQueryAndFragment() {
        if next == UInt8(ascii: "?") {
            let end = text.position(of: UInt8(ascii: "#"), from: position)
            url.queryBytes = text.slice(position + 1..<end).percentEncoded(.query)
            position = end
        }
        if next == UInt8(ascii: "#") {
            url.fragmentBytes = text.slice(position + 1..<text.count).percentEncoded(.fragment)
        }
    }
}

extension BytesBuilder {
    /// Drops what is from the last slash on.
    fileprivate mutating func removeLastSegment() {
        var end = count
        while end > 0, self[end - 1] != UInt8(ascii: "/") { end -= 1 }
        truncate(to: end - 1)
    }
}

extension UInt8 {
    /// To http and https a backslash is a slash.
    fileprivate var isURLSlash: Bool { self == UInt8(ascii: "/") || self == UInt8(ascii: "\\") }
}

extension Bytes {
    fileprivate var withoutURLSpace: Bytes {
        var first = 0
        var end = count
        while first < end, self[first] <= 0x20 { first += 1 }
        while end > first, self[end - 1] <= 0x20 { end -= 1 }
        let text = slice(first..<end)
        guard text.contains(where: { byte in byte == 0x09 || byte == 0x0a || byte == 0x0d }) else { return text }
        var clean = BytesBuilder(capacity: text.count)
        for byte in text where byte != 0x09 && byte != 0x0a && byte != 0x0d { clean.append(byte) }
        return clean.finish()
    }

    /// The position of the colon after a scheme; nil where there is no scheme.
    fileprivate var schemeEnd: Int? {
        var position = 0
        while position < count {
            let byte = self[position]
            let isLetter = byte.lowercased &- UInt8(ascii: "a") < 26
            if position > 0, byte == UInt8(ascii: ":") { return position }
            let isInside =
                byte.isDigit || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
                || byte == UInt8(ascii: ".")
            guard isLetter || position > 0 && isInside else { return nil }
            position += 1
        }
        return nil
    }

    /// How many slashes and backslashes are at `start`.
    fileprivate func slashes(from start: Int) -> Int {
        var position = start
        while position < count, self[position].isURLSlash { position += 1 }
        return position - start
    }

    /// 1 for `.`, 2 for `..`, also where a dot is written `%2e`; 0 for any other segment.
    fileprivate var dots: Int {
        guard count <= 6 else { return 0 }
        var position = 0
        var dots = 0
        while position < count {
            guard escapedByte(at: &position, plusIsSpace: false) == UInt8(ascii: ".") else { return 0 }
            dots += 1
        }
        return dots <= 2 ? dots : 0
    }
}
