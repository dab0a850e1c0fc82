extension Headers {
    /// What ETag says. Setting nil removes the field.
    public var etag: ETag? {
        get { first(Bytes("etag")).flatMap { value in ETag(field: value) } }
        set {
            if let newValue { set("ETag", newValue.bytes) } else { remove("ETag" as StaticString) }
        }
    }

    /// What Last-Modified says. Setting nil removes the field.
    public var lastModified: HTTPDate? {
        get { first(Bytes("last-modified")).flatMap { value in HTTPDate(value) } }
        set {
            if let newValue { set("Last-Modified", newValue.bytes) } else { remove("Last-Modified" as StaticString) }
        }
    }
}
