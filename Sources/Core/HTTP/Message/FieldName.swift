/// Field names that the host looks at, recognised while parsing, in whatever case they come.
///
/// The names up to `upgrade` decide framing, routing and persistence; `isControl` relies on that order.
package enum FieldName: UInt8, CaseIterable, Sendable {
    case other
    // Looked at by every parse.
    case host, connection, contentLength, transferEncoding, expect
    case keepAlive, proxyConnection, te, trailer, proxyAuthenticate, proxyAuthorization, upgrade
    // Looked at by those who ask.
    case via, cdnLoop, forwarded, xForwardedFor, xForwardedProto, xForwardedHost, xRealIP, xRequestID
    case date, server, contentType, contentEncoding, contentRange, cookie, setCookie, location, authorization
    case accept, acceptEncoding, acceptLanguage, acceptRanges, allow, userAgent, referer, origin
    case ifNoneMatch, ifMatch, ifModifiedSince, ifUnmodifiedSince, ifRange, range, retryAfter
    case eTag, lastModified, cacheControl, pragma, age, expires, vary, traceparent
    /// Ours: a copy's mark, which a client must not write.
    case swiftletShadow

    /// The name in lower case; empty for `other`.
    package var spelling: StaticString {
        switch self {
        case .other: ""
        case .host: "host"
        case .connection: "connection"
        case .contentLength: "content-length"
        case .transferEncoding: "transfer-encoding"
        case .expect: "expect"
        case .keepAlive: "keep-alive"
        case .proxyConnection: "proxy-connection"
        case .te: "te"
        case .trailer: "trailer"
        case .proxyAuthenticate: "proxy-authenticate"
        case .proxyAuthorization: "proxy-authorization"
        case .upgrade: "upgrade"
        case .via: "via"
        case .cdnLoop: "cdn-loop"
        case .forwarded: "forwarded"
        case .xForwardedFor: "x-forwarded-for"
        case .xForwardedProto: "x-forwarded-proto"
        case .xForwardedHost: "x-forwarded-host"
        case .xRealIP: "x-real-ip"
        case .xRequestID: "x-request-id"
        case .date: "date"
        case .server: "server"
        case .contentType: "content-type"
        case .contentEncoding: "content-encoding"
        case .contentRange: "content-range"
        case .cookie: "cookie"
        case .setCookie: "set-cookie"
        case .location: "location"
        case .authorization: "authorization"
        case .accept: "accept"
        case .acceptEncoding: "accept-encoding"
        case .acceptLanguage: "accept-language"
        case .acceptRanges: "accept-ranges"
        case .allow: "allow"
        case .userAgent: "user-agent"
        case .referer: "referer"
        case .origin: "origin"
        case .ifNoneMatch: "if-none-match"
        case .ifMatch: "if-match"
        case .ifModifiedSince: "if-modified-since"
        case .ifUnmodifiedSince: "if-unmodified-since"
        case .ifRange: "if-range"
        case .range: "range"
        case .retryAfter: "retry-after"
        case .eTag: "etag"
        case .lastModified: "last-modified"
        case .cacheControl: "cache-control"
        case .pragma: "pragma"
        case .age: "age"
        case .expires: "expires"
        case .vary: "vary"
        case .traceparent: "traceparent"
        case .swiftletShadow: "swiftlet-shadow"
        }
    }

    /// Whether the parser itself has to look at fields of this name.
    var isControl: Bool { rawValue &- 1 < FieldName.upgrade.rawValue }

    /// Meant for one hop by definition (RFC 9110 sections 7.6.1, 7.8, 11.7). `Trailer` is among them because the
    /// trailers that it announces are dropped here (section 6.6.2).
    var isHopByHop: Bool {
        switch self {
        case .connection, .keepAlive, .proxyConnection, .te, .trailer, .transferEncoding, .upgrade,
            .proxyAuthenticate, .proxyAuthorization:
            true
        default:
            false
        }
    }

    /// The well-known name that `bytes` spell, in any case.
    package static func of(_ bytes: UnsafeRawBufferPointer) -> FieldName {
        guard let base = bytes.baseAddress else { return .other }
        let first = unsafe base.assumingMemoryBound(to: UInt8.self)
        guard unsafe FieldSyntax.isName(bytes) else { return .other }
        return unsafe FieldNameTable.shared.find(first, length: bytes.count)
    }
}
