extension Headers {
    /// Adds `name` to what Vary names, unless it is there or Vary is `*` (RFC 9110 section 12.5.5): a cache then keeps
    /// one answer for each value of that request field.
    @export(interface)
    public mutating func vary(_ name: StaticString) {
        let wanted = Bytes(name)
        for line in values(Bytes("vary")) {
            var reader = FieldReader(line)
            while reader.nextElement() {
                if let token = reader.token(), token == "*" || token.equalsIgnoringCase(wanted) { return }
                reader.skipElement()
            }
        }
        // A field of its own: what a forwarded response says is not known here.
        append("Vary", wanted)
    }
}
