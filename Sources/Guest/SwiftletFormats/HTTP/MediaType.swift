/// A media type or a range of them: `text/html; charset=utf-8`, `image/*` (RFC 9110 section 8.3.1 and 12.5.1).
public struct MediaType {
    /// As written: `text`. Letters of either case mean the same.
    public let type: Bytes
    /// As written: `html`.
    public let subtype: Bytes
    /// From the first `;` on.
    private let parameters: Bytes

    /// nil where `text` does not begin with a media type.
    @export(interface)
    public init?(_ text: Bytes) {
        var reader = FieldReader(text)
        reader.skipBlanks()
        guard let type = reader.token(), reader.skip(UInt8(ascii: "/")), let subtype = reader.token() else {
            return nil
        }
        reader.skipBlanks()
        guard reader.next == nil || reader.next == UInt8(ascii: ";") else { return nil }
        self.type = type
        self.subtype = subtype
        parameters = text.slice(reader.position..<text.count)
    }

    /// The parameter called `name`, without its quotes; nil without one.
    public subscript(name: StaticString) -> Bytes? {
        parameter(Bytes(name))
    }

    /// Whether this is `essence`, parameters aside: `media.is("application/json")`.
    public func `is`(_ essence: StaticString) -> Bool {
        guard let other = MediaType(Bytes(essence)) else { return false }
        return hasEssence(of: other)
    }

    func hasEssence(of other: MediaType) -> Bool {
        type.equalsIgnoringCase(other.type) && subtype.equalsIgnoringCase(other.subtype)
    }

    /// How closely this range fits `offer`: nil, not at all; more for a type than for `*`, and for each parameter.
    package func fit(_ offer: MediaType) -> Int? {
        if type == "*" { return subtype == "*" ? 0 : nil }
        guard type.equalsIgnoringCase(offer.type) else { return nil }
        if subtype == "*" { return 1 }
        guard subtype.equalsIgnoringCase(offer.subtype) else { return nil }
        var fit = 2
        var reader = FieldReader(parameters)
        while let (name, value) = reader.parameter() {
            guard offer.parameter(name)?.equalsIgnoringCase(value) == true else { return nil }
            fit += 1
        }
        return fit
    }

    private func parameter(_ wanted: Bytes) -> Bytes? {
        var reader = FieldReader(parameters)
        while let (name, value) = reader.parameter() {
            if name.equalsIgnoringCase(wanted) { return value }
        }
        return nil
    }
}
