/// What a request's conditions say to the state that a resource is in (RFC 9110 section 13).
public enum Precondition: Equatable, Sendable {
    /// Go on as if there were no conditions.
    case met
    /// 304: the client has this state already.
    case notModified
    /// 412: the client means another state.
    case failed
}

extension Request {
    /// Judges If-Match, If-Unmodified-Since, If-None-Match and If-Modified-Since, in the order of RFC 9110 section
    /// 13.2.2. Ask before a change is made, too: If-Match is how clients avoid overwriting each other's.
    ///
    /// - Parameters:
    ///   - etag: Of the resource as it is now.
    ///   - lastModified: When it came to be so.
    ///   - exists: Whether there is one at all; what `*` asks.
    @export(interface)
    public func precondition(
        etag: ETag?, lastModified: HTTPDate? = nil, exists: Bool = true
    ) -> Precondition {
        if let names = EntityTags("if-match", of: headers) {
            guard exists, names.match(etag, strongly: true) else { return .failed }
        } else if let date = date("if-unmodified-since"), let lastModified, lastModified > date {
            return .failed
        }
        let isRead = self.isRead
        if let names = EntityTags("if-none-match", of: headers) {
            if exists, names.match(etag, strongly: false) { return isRead ? .notModified : .failed }
        } else if isRead, let date = date("if-modified-since"), let lastModified, lastModified <= date {
            return .notModified
        }
        return .met
    }

    fileprivate var isRead: Bool { hasMethod("GET") || hasMethod("HEAD") }

    /// What the field says, if it is there once and is a date; conditions with another text are ignored.
    fileprivate func date(_ name: StaticString) -> HTTPDate? {
        headers.first(name).flatMap { value in HTTPDate(value) }
    }

    /// Whether Range may be heeded: If-Range is absent, or names this state (section 13.1.5).
    func allowsRange(etag: ETag?, lastModified: HTTPDate?) -> Bool {
        guard let condition = headers.first("if-range") else { return true }
        if let date = HTTPDate(condition) { return date == lastModified }
        guard let wanted = ETag(field: condition), let etag else { return false }
        return wanted.matchesStrongly(etag)
    }
}

extension Response {
    /// This response, or what the request's conditions make of it: 304 without a body, or 412.
    ///
    /// Looks at the response's own ETag and Last-Modified, and at successful answers to GET and HEAD alone. A forwarded
    /// response is not known here, and stays as it is.
    @export(interface)
    public func conditional(on request: Request) -> Response {
        guard request.isRead, status.code / 100 == 2 else { return self }
        switch request.precondition(etag: headers.etag, lastModified: headers.lastModified) {
        case .met:
            return self
        case .failed:
            return Response(status: .preconditionFailed)
        case .notModified:
            var response = self
            response.status = .notModified
            response.body = .none
            // What describes the body, which the client has (section 15.4.5).
            response.headers.remove("Content-Type")
            response.headers.remove("Content-Length")
            response.headers.remove("Content-Encoding")
            response.headers.remove("Content-Language")
            response.headers.remove("Content-Range")
            return response
        }
    }
}

/// The list of If-Match or If-None-Match.
private struct EntityTags {
    private let lines: [Bytes]

    /// nil where there is no such field.
    init?(_ name: StaticString, of headers: Headers) {
        lines = headers.values(Bytes(name))
        if lines.isEmpty { return nil }
    }

    /// Whether `etag` is among them. `*` means whatever there is.
    func match(_ etag: ETag?, strongly: Bool) -> Bool {
        for line in lines {
            var reader = FieldReader(line)
            while reader.nextElement() {
                if reader.skip(UInt8(ascii: "*")), reader.isAtElementEnd { return true }
                if let wanted = reader.entityTag() {
                    if let etag, strongly ? wanted.matchesStrongly(etag) : wanted.matchesWeakly(etag) { return true }
                } else {
                    reader.skipElement()
                }
            }
        }
        return false
    }
}
