public import HTTPTypes

extension Response {
    /// Sends the client to `location`: a URL, or a path on this host.
    ///
    /// Bytes that no URL has (spaces, line ends, quotes, everything beyond ASCII) are written `%XX`, so that nothing
    /// but the location comes of it. Where it may lead is for the caller to say: `URL.isSameOrigin(as:)`.
    ///
    /// - Parameter status: `.movedPermanently`, `.found` or `.seeOther` make the next request a GET;
    ///   `.temporaryRedirect` and `.permanentRedirect` keep its method (RFC 9110 section 15.4).
    public static func redirect(to location: String, status: HTTPResponse.Status = .found) -> Response {
        redirect(to: Bytes(copying: location), status)
    }

    /// Sends the client to `url`.
    public static func redirect(to url: URL, status: HTTPResponse.Status = .found) -> Response {
        redirect(to: url.bytes, status)
    }

    private static func redirect(to location: Bytes, _ status: HTTPResponse.Status) -> Response {
        var response = Response(status: status)
        response.headers.set("Location", location.percentEncoded(.location))
        return response
    }
}

extension PercentEncodeSet {
    /// What occurs nowhere in a URI (RFC 3986 section 2).
    fileprivate static var location: PercentEncodeSet { .init(low: 0x5000_0005_ffff_ffff, high: 0xb800_0001_5000_0000) }
}
