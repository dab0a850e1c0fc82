extension Request {
    /// Longest form that `form()` reads unless told otherwise, in bytes.
    public static var formBytesMax: Int { 1 << 20 }

    /// The items of the form in the body; nil where Content-Type is not application/x-www-form-urlencoded.
    ///
    ///     guard let form = try request.form() else { return Response(status: .unsupportedMediaType) }
    ///     let name = form["name"]
    ///
    /// Reads the body, so that it cannot be passed on any more. Throws `limit` when it is longer than `limit` bytes.
    public func form(limit: Int = formBytesMax) throws(WorkerError) -> QueryItems? {
        guard headers.contentType?.is("application/x-www-form-urlencoded") == true else { return nil }
        return QueryItems(try body.bytes(limit: limit))
    }
}

extension Body {
    /// A form. Its Content-Type is for the message to say: `application/x-www-form-urlencoded`.
    public static func form(_ items: QueryItems) -> Body {
        .bytes(items.bytes)
    }
}
