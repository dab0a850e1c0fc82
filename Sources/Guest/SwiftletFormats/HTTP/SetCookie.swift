/// A cookie to be set: the value of a Set-Cookie field (RFC 6265bis section 4.1).
///
///     response.headers.set(SetCookie("__Host-session", token, maxAge: 3600, httpOnly: true, sameSite: .lax))
///     response.headers.set(SetCookie.deletion("ab"))
///
/// Whatever its parts contain, it is one cookie with these attributes and nothing else: bytes that a name, content or
/// path cannot have are written `%XX`, which `request.cookie(_:)` reads back; a domain that is none is left out.
/// What browsers would refuse is made right: a name that begins with `__Secure-` or `__Host-`, `partitioned` and
/// `sameSite: .none` imply `secure`; `__Host-` implies path `/` and no domain (sections 4.1.3 and 5.7).
public struct SetCookie: Sendable {
    public enum SameSite: Sendable { case strict, lax, none }

    /// Longest name and content together, in bytes, that browsers keep (section 5.6).
    public static var bytesMax: Int { 4096 }

    public var name: String
    public var content: String
    /// nil: the path of the request, up to its last `/`.
    public var path: String?
    /// Which hosts get it: this one and those below it; nil: the host that sets it alone.
    public var domain: String?
    /// Seconds; nil: until `expires`, or until the browser ends its session. Browsers keep nothing for over 400 days.
    public var maxAge: Int?
    /// `maxAge` has precedence.
    public var expires: HTTPDate?
    /// Sent back over TLS alone.
    public var secure: Bool
    /// Hidden from the page's scripts.
    public var httpOnly: Bool
    public var sameSite: SameSite?
    /// Another one for each site that the page is embedded in (CHIPS).
    public var partitioned: Bool

    @export(interface)
    public init(
        _ name: String, _ content: String, path: String? = "/", domain: String? = nil, maxAge: Int? = nil,
        expires: HTTPDate? = nil, secure: Bool = false, httpOnly: Bool = false, sameSite: SameSite? = nil,
        partitioned: Bool = false
    ) {
        self.name = name
        self.content = content
        self.path = path
        self.domain = domain
        self.maxAge = maxAge
        self.expires = expires
        self.secure = secure
        self.httpOnly = httpOnly
        self.sameSite = sameSite
        self.partitioned = partitioned
    }

    /// Makes the browser forget the cookie of this name. Path and domain must be those that it was set with.
    public static func deletion(_ name: String, path: String? = "/", domain: String? = nil) -> SetCookie {
        SetCookie(name, "", path: path, domain: domain, maxAge: 0, expires: HTTPDate(secondsSinceEpoch: 0))
    }

    /// The field's value.
    public var value: String { bytes.text }

    /// Whether browsers keep it: name and content are not longer than `bytesMax`, as they are written.
    @export(interface)
    public var isKept: Bool {
        let name = Bytes(copying: name).percentEncoded(.cookieName)
        let content = Bytes(copying: content).percentEncoded(.cookieContent)
        return name.count + content.count <= SetCookie.bytesMax
    }

    /// The field's value.
    @export(interface)
    package var bytes: Bytes {
        var text = BytesBuilder(
            capacity: name.utf8.count + content.utf8.count + (path?.utf8.count ?? 0) + Self.attributesRoom)
        let name = Bytes(copying: name)
        let isHostOnly = name.startsIgnoringCase(with: Bytes("__Host-"))
        text.append(name, percentEncoding: .cookieName)
        text.append(UInt8(ascii: "="))
        text.append(Bytes(copying: content), percentEncoding: .cookieContent)
        if isHostOnly {
            text.append("; Path=/")
        } else {
            if let path {
                text.append("; Path=")
                text.append(Bytes(copying: path), percentEncoding: .cookiePath)
            }
            appendDomain(to: &text)
        }
        if let maxAge {
            text.append("; Max-Age=")
            text.append(decimal: Int64(maxAge))
        }
        if let expires {
            text.append("; Expires=")
            text.append(expires.bytes)
        }
        if secure || isHostOnly || partitioned || sameSite == SameSite.none
            || name.startsIgnoringCase(with: Bytes("__Secure-"))
        {
            text.append("; Secure")
        }
        if httpOnly { text.append("; HttpOnly") }
        switch sameSite {
        case .strict: text.append("; SameSite=Strict")
        case .lax: text.append("; SameSite=Lax")
        case .some(.none): text.append("; SameSite=None")
        case nil: break
        }
        if partitioned { text.append("; Partitioned") }
        return text.finish()
    }

    /// Letters, digits, hyphens and dots; anything else is no domain, and the cookie stays with its host.
    private func appendDomain(to text: inout BytesBuilder) {
        guard let domain, !domain.isEmpty else { return }
        for byte in domain.utf8 {
            let isLetter = byte.lowercased &- UInt8(ascii: "a") < 26
            guard isLetter || byte.isDigit || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") else { return }
        }
        text.append("; Domain=")
        text.append(utf8: domain)
    }

    /// Room for most attributes but the path, so that the value is allocated once.
    private static let attributesRoom = 96
}

extension PercentEncodeSet {
    /// What is not in a token, and `%`.
    fileprivate static var cookieName: PercentEncodeSet {
        .init(low: 0xfc00_9325_ffff_ffff, high: 0xa800_0000_3800_0001)
    }
    /// What is no cookie-octet (RFC 6265bis section 4.1.1), and `%`.
    fileprivate static var cookieContent: PercentEncodeSet {
        .init(low: 0x0800_1025_ffff_ffff, high: 0x8000_0000_1000_0000)
    }
    /// Control bytes and `;`.
    fileprivate static var cookiePath: PercentEncodeSet {
        .init(low: 0x0800_0000_ffff_ffff, high: 0x8000_0000_0000_0000)
    }
}
