/// What a request may be made of (RFC 9110, RFC 9112): as the API's description has it, and as it is checked.
enum RequestText {
    static let token = "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$"
    static let fieldValue = "^[^\\x00-\\x08\\x0A-\\x1F\\x7F]*$"
    static let url = "^([Hh][Tt][Tt][Pp][Ss]?://|/)[!-~]*$"

    static func isToken(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "a")...UInt8(ascii: "z"):
                    true
                default: "!#$%&'*+.^_`|~-".utf8.contains(byte)
                }
            }
    }

    static func isFieldValue(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
    }

    static func isURL(_ text: String) -> Bool {
        let start = text.prefix(8).lowercased()
        return ["http://", "https://", "/"].contains { start.hasPrefix($0) }
            && text.utf8.allSatisfy { 0x21...0x7E ~= $0 }
    }
}
