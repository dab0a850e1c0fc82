internal import SwiftletFormats

extension Target {
    /// What is decoded is written, and decoded to the same; a mistake has a place, and its pointer is one.
    static let decoding = Target(name: "decoding", about: "JSONDecodable, JSONEncodable, JSON Pointer") { given in
        let text = given.bytes
        do throws(JSONError) {
            let item = try Item(json: text)
            var writer = JSONWriter()
            item.write(to: &writer)
            guard let again = try? Item(json: Bytes(copying: writer.bytes)) else { fatalError("it is not read again") }
            expect(again == item, "it changes")
        } catch {
            let pointer = error.pointer(in: text)
            expect(pointer.isEmpty || pointer[0] == UInt8(ascii: "/"), "no pointer")
            // A bracket becomes "/0".
            expect(pointer.count <= text.count * 2 + 32, "a pointer longer than the text")
            expect(!error.description.isEmpty, "no description")
        }
    }

    private struct Item: Equatable, JSONDecodable {
        var name = ""
        var count: Int32 = 0
        var price = 0.0
        var tags: [String] = []
        var parts: [Item]?

        init(json: inout JSONReader) throws(JSONError) {
            var name: String?
            try json.object { key, json throws(JSONError) in
                switch key {
                case "name": name = try json.decode()
                case "count": count = try json.decode()
                case "price": price = try json.decode()
                case "tags": tags = try json.decode()
                case "parts": parts = try json.decode()
                default: break
                }
            }
            self.name = name ?? ""
        }

        func write(to writer: inout JSONWriter) {
            writer.object { writer in
                writer.key("name")
                writer.value(name)
                writer.key("count")
                writer.value(count)
                writer.key("price")
                writer.value(price)
                writer.key("tags")
                writer.array { writer in for tag in tags { writer.value(tag) } }
                guard let parts else { return }
                writer.key("parts")
                writer.array { writer in for part in parts { part.write(to: &writer) } }
            }
        }
    }
}
