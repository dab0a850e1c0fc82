extension Request {
    /// The value of the cookie called `name` as bytes: nothing is allocated. Names of cookies are case-sensitive.
    @export(interface)
    public func cookieBytes(_ name: StaticString) -> Bytes? {
        let wanted = Bytes(name)
        if headers.edits.count > 0 {
            for line in headers.values(Bytes("cookie")) {
                if let value = line.cookie(wanted) { return value }
            }
            return nil
        }
        guard let block else { return nil }
        var index = 0
        while let line = block.next(Bytes("cookie"), from: &index) {
            if let value = line.cookie(wanted) { return value }
        }
        return nil
    }
}

extension Bytes {
    /// The value of the cookie called `name` in a Cookie field's value: `a=1; b=2` (RFC 6265 section 4.2.1).
    @export(interface)
    func cookie(_ name: Bytes) -> Bytes? {
        var start = 0
        while start < count {
            while start < count, self[start] == UInt8(ascii: " ") || self[start] == UInt8(ascii: ";") { start += 1 }
            var end = start
            while end < count, self[end] != UInt8(ascii: ";") { end += 1 }
            let valueStart = start + name.count + 1
            if valueStart <= end, self[valueStart - 1] == UInt8(ascii: "="),
                slice(start..<valueStart - 1) == name
            {
                return slice(valueStart..<end)
            }
            start = end
        }
        return nil
    }
}

/// A cookie to be set: the value of a Set-Cookie field (RFC 6265 section 4.1).
public struct SetCookie {
    /// With which requests of other sites the browser sends it.
    public enum SameSite { case strict, lax, none }

    /// A token: no space, `=` or `;`.
    public var name: String
    /// Without space, comma, `;` or control bytes, and not encoded: what is to stand there has to be so already.
    public var content: String
    /// The paths that get it; nil: those beside the request's.
    public var path: String?
    /// Seconds; nil: until the browser ends its session.
    public var maxAge: Int?
    /// Sent back over TLS alone.
    public var secure: Bool
    /// Hidden from the page's scripts.
    public var httpOnly: Bool
    /// Nil: what the browser takes for granted, which is `.lax` nowadays.
    public var sameSite: SameSite?

    /// A cookie for the whole site, until the browser ends its session, unless the attributes say otherwise.
    public init(
        _ name: String, _ content: String, path: String? = "/", maxAge: Int? = nil, secure: Bool = false,
        httpOnly: Bool = false, sameSite: SameSite? = nil
    ) {
        self.name = name
        self.content = content
        self.path = path
        self.maxAge = maxAge
        self.secure = secure
        self.httpOnly = httpOnly
        self.sameSite = sameSite
    }

    /// The field's value.
    public var value: String { bytes.text }

    /// The field's value, put together without a String in between: joining those brings 12 KB of code along.
    @export(interface)
    var bytes: Bytes {
        var value: [UInt8] = []
        value.reserveCapacity(name.utf8.count + content.utf8.count + (path?.utf8.count ?? 0) + Self.attributesRoom)
        value.append(contentsOf: name.utf8)
        value.append(UInt8(ascii: "="))
        value.append(contentsOf: content.utf8)
        if let path {
            value.append(contentsOf: Bytes("; Path="))
            value.append(contentsOf: path.utf8)
        }
        if let maxAge {
            value.append(contentsOf: Bytes("; Max-Age="))
            value.append(contentsOf: String(maxAge).utf8)
        }
        if secure { value.append(contentsOf: Bytes("; Secure")) }
        if httpOnly { value.append(contentsOf: Bytes("; HttpOnly")) }
        switch sameSite {
        case .strict: value.append(contentsOf: Bytes("; SameSite=Strict"))
        case .lax: value.append(contentsOf: Bytes("; SameSite=Lax"))
        case .some(.none): value.append(contentsOf: Bytes("; SameSite=None"))
        case nil: break
        }
        return Bytes(copying: value)
    }

    /// Room for all attributes but the path, so that the value is allocated once.
    private static let attributesRoom = 88
}
