internal import Crypto
internal import SwiftletFormats

/// A JSON file of the store: its form's number, and what it is about with the SHA-256 of those very bytes, so that a
/// changed one is not taken for another value.
enum StoredFile {
    static let format: Int64 = 1

    enum Problem: Error, Equatable {
        /// A later swiftlet wrote it: no damage.
        case newer(format: Int64)
        case damaged(String)
    }

    static func encode(_ kind: StaticString, _ body: (inout JSONWriter) -> Void) throws(DeployError) -> [UInt8] {
        let content = ModelJSON.text(body)
        let digest = Hexadecimal.text(try Digest.sha256(content))
        return ModelJSON.text { json in
            json.object { json in
                json.member("format", format)
                json.member("sha256", digest)
                json.key(kind)
                json.raw(Bytes(copying: content))
            }
        } + [UInt8(ascii: "\n")]
    }

    static func decode<Value>(
        _ bytes: [UInt8], _ kind: StaticString, _ body: (inout JSONReader) throws(JSONError) -> Value
    ) throws(Problem) -> Value {
        var (found, digest, actual): (Int64?, String?, String?)
        var value: Value?
        do throws(JSONProblem) {
            try ModelJSON.read(bytes) { json throws(JSONError) in
                try json.members { name, json throws(JSONError) in
                    if name == "format" {
                        found = try json.integer()
                        // What another form means by its members is not known.
                        if found != format { throw .mismatch(at: json.offset) }
                    } else if name == "sha256" {
                        digest = try json.decode(String.self)
                    } else if name == kind {
                        var ahead = json
                        actual = (try? Digest.sha256([UInt8](try ahead.value()))).map(Hexadecimal.text)
                        // A changed one is not to be understood as far as it goes.
                        guard actual == digest else { throw .mismatch(at: json.offset) }
                        value = try body(&json)
                    } else {
                        return false
                    }
                    return true
                }
            }
        } catch {
            if let found, found > format { throw .newer(format: found) }
            if let actual, actual != digest { throw .damaged("its checksum is not that of its content") }
            throw .damaged(error.text)
        }
        guard found != nil, let value else { throw .damaged("it lacks \"format\" or \"\(kind)\"") }
        return value
    }
}
