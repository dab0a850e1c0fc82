import SwiftletMacros

/// What a client sends. All may be missing, so that all that is missing can be told at once.
@JSONCodable
struct NewUser {
    var email: String?
    var name: String?
    var age: Int?
    var roles: [Role]?

    @JSONCodable
    enum Role { case reader, editor, admin }
}

/// What the service says of a new user.
@JSONCodable
struct Created {
    var id: Int64
    @JSONKey("created_at") var createdAt: String?
}

extension NewUser {
    private static let nameBytesMax = 200

    /// What has to be mended before this is a user.
    var mistakes: [Mistake] {
        var mistakes: [Mistake] = []
        if let email {
            if !NewUser.isAddress(email) { mistakes.append(Mistake("/email", "is no address such as ada@example.com")) }
        } else {
            mistakes.append(Mistake("/email", "is missing"))
        }
        if let name {
            // Bytes, not characters: counting those takes Unicode's tables.
            if name.isEmpty { mistakes.append(Mistake("/name", "is empty")) }
            if name.utf8.count > NewUser.nameBytesMax { mistakes.append(Mistake("/name", "is longer than 200 bytes")) }
        } else {
            mistakes.append(Mistake("/name", "is missing"))
        }
        if let age, age < 18 || age > 150 { mistakes.append(Mistake("/age", "is not from 18 to 150")) }
        if roles?.isEmpty == true { mistakes.append(Mistake("/roles", "is empty: leave it out for a reader")) }
        return mistakes
    }

    /// One @ with something on both sides, a dot behind it, no spaces: who wants to know more sends a mail.
    private static func isAddress(_ text: String) -> Bool {
        var at: Int?
        var dot: Int?
        var count = 0
        for byte in text.utf8 {
            if byte <= 0x20 || byte == 0x7F { return false }
            if byte == UInt8(ascii: "@") {
                if at != nil { return false }
                at = count
            }
            if byte == UInt8(ascii: ".") { dot = count }
            count += 1
        }
        guard let at, let dot, count <= 254 else { return false }
        return at > 0 && dot > at + 1 && dot < count - 1
    }
}
