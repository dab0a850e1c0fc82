extension Headers {
    /// What Content-Type says; nil without one, or where it is no media type.
    public var contentType: MediaType? {
        first(Bytes("content-type")).flatMap { value in MediaType(value) }
    }
}
