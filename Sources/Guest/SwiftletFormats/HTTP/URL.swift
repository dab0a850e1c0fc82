/// An http or https URL, read and written as the WHATWG URL standard says.
///
///     let url = try URL("https://Shop.example/a/../b?page=2#top")
///     url.host        // shop.example
///     url.path        // /b
///     url.query["page"]
///     let next = try URL("../c", base: url)
///
/// Always in its normal form: two URLs that are equal have the same text. Not supported, and an error: other schemes,
/// user and password, hosts that are not ASCII. A label `xn--…` is taken as it is.
public struct URL {
    /// Bytes of a text that is read as a URL.
    public static var bytesMax: Int { 64 << 10 }

    /// The scheme is https.
    public internal(set) var isSecure: Bool
    /// In lower case. An IPv6 address has its brackets.
    public internal(set) var hostBytes: Bytes
    /// nil: the scheme's own.
    public internal(set) var port: Int?
    /// Begins with `/`; without `.` and `..`.
    public internal(set) var pathBytes: Bytes
    /// After the first `?`; nil without one.
    public internal(set) var queryBytes: Bytes?
    /// After the first `#`; nil without one.
    public internal(set) var fragmentBytes: Bytes?

    /// Reads `text`; one that is relative is resolved against `base`, as a redirect's Location is.
    public init(_ text: Bytes, base: URL? = nil) throws(URLError) {
        guard text.count <= URL.bytesMax else { throw .tooLong }
        self = try URLParser.parse(text, base)
    }

    public init(_ text: String, base: URL? = nil) throws(URLError) {
        try self.init(Bytes(copying: text), base: base)
    }

    init(isSecure: Bool, host: Bytes, port: Int?) {
        self.isSecure = isSecure
        hostBytes = host
        self.port = port
        pathBytes = Bytes("/")
    }

    /// `https` or `http`.
    public var scheme: String { isSecure ? "https" : "http" }
    public var host: String { hostBytes.text }
    public var path: String { pathBytes.text }
    public var queryString: String? { queryBytes?.text }
    public var fragment: String? { fragmentBytes?.text }

    /// The port that a connection goes to.
    public var effectivePort: Int { port ?? (isSecure ? 443 : 80) }

    /// The items of the query. Setting none leaves no `?`.
    public var query: QueryItems {
        get { QueryItems(queryBytes ?? Bytes()) }
        set {
            let bytes = newValue.bytes
            queryBytes = bytes.isEmpty ? nil : bytes.percentEncoded(.query)
        }
    }

    /// Drops the fragment: no server is to see it.
    public mutating func removeFragment() {
        fragmentBytes = nil
    }

    /// Path and query: the target of a `Request`.
    public var target: String { targetBytes.text }

    /// `target` as bytes.
    @export(interface)
    public var targetBytes: Bytes {
        guard queryBytes != nil else { return pathBytes }
        var text = BytesBuilder(capacity: pathBytes.count + (queryBytes?.count ?? 0) + 1)
        appendTarget(to: &text)
        return text.finish()
    }

    /// Host and, where it is not the scheme's own, port: the value of Host.
    @export(interface)
    public var authority: String {
        var text = BytesBuilder(capacity: hostBytes.count + 6)
        appendAuthority(to: &text)
        return text.finish().text
    }

    /// Scheme, host and port: `https://shop.example`.
    @export(interface)
    public var origin: String {
        var text = BytesBuilder(capacity: hostBytes.count + 14)
        appendOrigin(to: &text)
        return text.finish().text
    }

    /// Whether scheme, host and port are those of `other`: a redirect that is not leads away.
    public func isSameOrigin(as other: URL) -> Bool {
        isSecure == other.isSecure && hostBytes == other.hostBytes && port == other.port
    }

    /// The whole URL.
    @export(interface)
    public var bytes: Bytes {
        var text = BytesBuilder(
            capacity: hostBytes.count + pathBytes.count + (queryBytes?.count ?? 0) + (fragmentBytes?.count ?? 0) + 16)
        appendOrigin(to: &text)
        appendTarget(to: &text)
        if let fragmentBytes {
            text.append(UInt8(ascii: "#"))
            text.append(fragmentBytes)
        }
        return text.finish()
    }

    /// The whole URL.
    public var text: String { bytes.text }

    private func appendOrigin(to text: inout BytesBuilder) {
        text.append(isSecure ? "https://" : "http://")
        appendAuthority(to: &text)
    }

    private func appendAuthority(to text: inout BytesBuilder) {
        text.append(hostBytes)
        guard let port else { return }
        text.append(UInt8(ascii: ":"))
        text.append(decimal: Int64(port))
    }

    private func appendTarget(to text: inout BytesBuilder) {
        text.append(pathBytes)
        guard let queryBytes else { return }
        text.append(UInt8(ascii: "?"))
        text.append(queryBytes)
    }
}

extension URL: Equatable, CustomStringConvertible {
    public static func == (one: URL, other: URL) -> Bool { one.bytes == other.bytes }

    public var description: String { text }
}
