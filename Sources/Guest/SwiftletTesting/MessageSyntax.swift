/// Which names, values, methods and targets a host lets through: the same as HTTP.FieldSyntax of the host, which a test
/// holds it against.
enum MessageSyntax {
    private static let methodBytesMax = 32
    private static let nameBytesMax = Int(UInt16.max)

    /// A field name or any other token (RFC 9110 section 5.6.2).
    static func isName(_ bytes: some Collection<UInt8>) -> Bool {
        !bytes.isEmpty && bytes.count <= nameBytesMax && bytes.allSatisfy(isToken)
    }

    /// A field value: no control bytes but HTAB. May be empty.
    static func isValue(_ bytes: some Collection<UInt8>) -> Bool {
        bytes.allSatisfy { byte in byte == 0x09 || byte >= 0x20 && byte != 0x7f }
    }

    /// A request target in origin form.
    static func isTarget(_ bytes: some Collection<UInt8>) -> Bool {
        bytes.first == UInt8(ascii: "/")
            && bytes.allSatisfy { byte in 0x21...0x7e ~= byte && !"\"#<>".utf8.contains(byte) }
    }

    static func isMethod(_ bytes: some Collection<UInt8>) -> Bool {
        bytes.count <= methodBytesMax && isName(bytes)
    }

    private static func isToken(_ byte: UInt8) -> Bool {
        let lower = byte | 0x20
        return UInt8(ascii: "a")...UInt8(ascii: "z") ~= lower && byte >= UInt8(ascii: "A")
            || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
}
