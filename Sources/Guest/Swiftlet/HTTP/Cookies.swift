/// One cookie that a client sent (RFC 6265bis section 4.2.1). A view of the bytes that it was read from.
public struct Cookie {
    public let nameBytes: Bytes
    /// As sent, without the double quotes around it.
    public let valueBytes: Bytes

    public var name: String { nameBytes.text }
    /// With each `%XX` read: the way `SetCookie` writes what a cookie cannot have.
    public var value: String { valueBytes.percentDecoded().text }

    fileprivate init?(_ pair: Bytes) {
        let separator = pair.position(of: UInt8(ascii: "="))
        guard separator < pair.count else { return nil }
        nameBytes = pair.slice(0..<separator).trimmed
        var value = pair.slice(separator + 1..<pair.count).trimmed
        if value.count >= 2, value.first == UInt8(ascii: "\""), value.last == UInt8(ascii: "\"") {
            value = value.slice(1..<value.count - 1)
        }
        valueBytes = value
    }
}

/// The cookies that a client sent: `for cookie in request.cookies { … }`. Read one by one as they are asked for.
public struct Cookies: Sequence {
    fileprivate let headers: Headers

    public struct Iterator: IteratorProtocol {
        private let lines: [Bytes]
        private var index = 0
        private var rest = CookiePairs(Bytes())

        fileprivate init(_ lines: [Bytes]) {
            self.lines = lines
        }

        public mutating func next() -> Cookie? {
            while true {
                if let cookie = rest.next() { return cookie }
                guard index < lines.count else { return nil }
                rest = CookiePairs(lines[index])
                index += 1
            }
        }
    }

    public func makeIterator() -> Iterator {
        Iterator(headers.values(Bytes("cookie")))
    }
}

extension Request {
    /// Each cookie, in order; what has no `=` is none.
    public var cookies: Cookies { Cookies(headers: headers) }

    /// The value of the first cookie called `name`, with each `%XX` read; nil without one.
    public func cookie(_ name: StaticString) -> String? {
        cookieBytes(name)?.percentDecoded().text
    }

    /// The value of the first cookie called `name` as sent, without the double quotes around it: nothing is allocated.
    /// Names of cookies are case-sensitive.
    @export(interface)
    public func cookieBytes(_ name: StaticString) -> Bytes? {
        CookieLines(self).value(of: Bytes(name))
    }
}

/// The Cookie fields of a request.
struct CookieLines {
    private let block: HeadBlock?
    /// Where the worker has changed fields.
    private let changed: [Bytes]?

    init(_ request: Request) {
        block = request.headers.block
        changed = request.headers.edits.count > 0 ? request.headers.values(Bytes("cookie")) : nil
    }

    func value(of name: Bytes) -> Bytes? {
        if let changed {
            for line in changed {
                if let value = line.cookie(name) { return value }
            }
            return nil
        }
        guard let block else { return nil }
        var index = 0
        while let line = block.next(Bytes("cookie"), from: &index) {
            if let value = line.cookie(name) { return value }
        }
        return nil
    }
}

extension Bytes {
    /// The value of the cookie called `name` in a Cookie field's value: `a=1; b=2`.
    func cookie(_ name: Bytes) -> Bytes? {
        var start = 0
        while start < count {
            while start < count, self[start].isBlank || self[start] == UInt8(ascii: ";") { start += 1 }
            var end = start
            while end < count, self[end] != UInt8(ascii: ";") { end += 1 }
            // Only a pair that begins with the name is taken apart: others are most of what browsers send.
            if start + name.count < end, slice(start..<start + name.count) == name,
                let cookie = Cookie(slice(start..<end)), cookie.nameBytes == name
            {
                return cookie.valueBytes
            }
            start = end
        }
        return nil
    }
}

/// The pairs of one Cookie field.
private struct CookiePairs {
    private let line: Bytes
    private var position = 0

    init(_ line: Bytes) {
        self.line = line
    }

    @export(interface)
    mutating func next() -> Cookie? {
        while position < line.count {
            let end = line.position(of: UInt8(ascii: ";"), from: position)
            let pair = line.slice(position..<end)
            position = end + 1
            if let cookie = Cookie(pair) { return cookie }
        }
        return nil
    }
}
