/// What Cache-Control says (RFC 9111 section 5.2, RFC 5861, RFC 8246).
///
///     response.headers.cacheControl = CacheControl([.public, .immutable], maxAge: 31_536_000)
///     if request.headers.cacheControl?.contains(.noCache) == true { … }
///
/// All times are seconds, from 0 to `Int32.max`.
public struct CacheControl: Equatable, Sendable {
    public struct Directives: OptionSet, Sendable {
        public let rawValue: UInt16

        public init(rawValue: UInt16) {
            self.rawValue = rawValue
        }

        public static var `public`: Directives { Directives(rawValue: 1) }
        /// Also where it names single fields.
        public static var `private`: Directives { Directives(rawValue: 2) }
        /// Also where it names single fields.
        public static var noCache: Directives { Directives(rawValue: 4) }
        public static var noStore: Directives { Directives(rawValue: 8) }
        public static var noTransform: Directives { Directives(rawValue: 16) }
        public static var mustRevalidate: Directives { Directives(rawValue: 32) }
        public static var proxyRevalidate: Directives { Directives(rawValue: 64) }
        public static var mustUnderstand: Directives { Directives(rawValue: 128) }
        public static var immutable: Directives { Directives(rawValue: 256) }
        /// In a request.
        public static var onlyIfCached: Directives { Directives(rawValue: 512) }
    }

    public var directives: Directives
    public var maxAge: Int?
    /// `s-maxage`: instead of `maxAge`, for caches that many users share.
    public var sharedMaxAge: Int?
    public var staleWhileRevalidate: Int?
    public var staleIfError: Int?
    /// In a request; `Int32.max` where it has no argument: however stale.
    public var maxStale: Int?
    /// In a request.
    public var minFresh: Int?

    @export(interface)
    public init(
        _ directives: Directives = [], maxAge: Int? = nil, sharedMaxAge: Int? = nil, staleWhileRevalidate: Int? = nil,
        staleIfError: Int? = nil
    ) {
        self.directives = directives
        self.maxAge = maxAge
        self.sharedMaxAge = sharedMaxAge
        self.staleWhileRevalidate = staleWhileRevalidate
        self.staleIfError = staleIfError
    }

    public func contains(_ directive: Directives) -> Bool {
        directives.contains(directive)
    }

    /// The field's value; empty where nothing is said.
    @export(interface)
    public var bytes: Bytes {
        var text = BytesBuilder(capacity: 64)
        append(.public, "public", to: &text)
        append(.private, "private", to: &text)
        append(.noCache, "no-cache", to: &text)
        append(.noStore, "no-store", to: &text)
        append(.noTransform, "no-transform", to: &text)
        append(.mustRevalidate, "must-revalidate", to: &text)
        append(.proxyRevalidate, "proxy-revalidate", to: &text)
        append(.mustUnderstand, "must-understand", to: &text)
        append(.immutable, "immutable", to: &text)
        append(.onlyIfCached, "only-if-cached", to: &text)
        append(maxAge, "max-age", to: &text)
        append(sharedMaxAge, "s-maxage", to: &text)
        append(staleWhileRevalidate, "stale-while-revalidate", to: &text)
        append(staleIfError, "stale-if-error", to: &text)
        append(maxStale, "max-stale", to: &text)
        append(minFresh, "min-fresh", to: &text)
        return text.finish()
    }

    public var text: String { bytes.text }

    @inline(never)
    private func append(_ directive: Directives, _ name: StaticString, to text: inout BytesBuilder) {
        guard directives.contains(directive) else { return }
        if text.count > 0 { text.append(", ") }
        text.append(name)
    }

    @inline(never)
    private func append(_ seconds: Int?, _ name: StaticString, to text: inout BytesBuilder) {
        guard let seconds else { return }
        if text.count > 0 { text.append(", ") }
        text.append(name)
        text.append(UInt8(ascii: "="))
        text.append(decimal: Swift.min(Swift.max(Int64(seconds), 0), Int64(Int32.max)))
    }
}
