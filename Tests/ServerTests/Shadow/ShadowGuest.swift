import Foundation
import Wasm

/// Workers in the text format for shadow traffic: each does one thing, whatever the request.
struct ShadowGuest {
    private var data: [(address: Int, bytes: [UInt8])] = []
    private let fetch: String

    /// Answers at once.
    static func answer(_ body: String, status: Int = 200, fields: [(String, String)] = []) -> ShadowGuest {
        var guest = ShadowGuest("i32.const 1024")
        guest.write(message: [1, 0, status], body: (1, body), fields: fields, at: 1024)
        return guest
    }

    static var trap: ShadowGuest { ShadowGuest("unreachable") }

    /// For ever.
    static var loop: ShadowGuest { ShadowGuest("(loop $again (br $again)) unreachable") }

    /// Asks origin 0 and answers with its answer; without one with a 502.
    static func asks(_ method: String, _ target: String) -> ShadowGuest {
        var guest = ShadowGuest(
            """
            (local $handle i32)
            (local.set $handle (call $send (i32.const 0) (i32.const 4096)))
            (if (i32.lt_s (call $wait (local.get $handle)) (i32.const 0)) (then (return (i32.const 1024))))
            (i32.store (i32.const 8196) (local.get $handle))
            i32.const 8192
            """)
        guest.write(message: [1, 0, 502], body: (1, "none"), fields: [], at: 1024)
        guest.write(message: [0, 0, 0], method: method, target: target, body: (0, ""), fields: [], at: 4096)
        guest.write(message: [1, 0, 0], body: (2, ""), fields: [], at: 8192)
        return guest
    }

    /// Sends the request on to origin 0.
    static var forwards: ShadowGuest { forwards() }

    /// The same with changes of the request, and of the origin's answer.
    static func forwards(
        _ method: String = "", _ target: String = "", body: String? = nil, fields: [(String, String)] = [],
        responseFields: [(String, String)] = []
    ) -> ShadowGuest {
        var guest = ShadowGuest("i32.const 1024")
        guest.write(
            message: [2, 1, 0], method: method, target: target, body: body.map { (1, $0) } ?? (2, ""), fields: fields,
            responseFields: responseFields, at: 1024)
        return guest
    }

    private init(_ fetch: String) { self.fetch = fetch }

    /// A `swiftlet_message`, with what it points at behind it.
    private mutating func write(
        message start: [Int], method: String = "", target: String = "", body: (kind: Int, text: String),
        fields: [(String, String)], responseFields: [(String, String)] = [], at address: Int
    ) {
        var place = address + 512
        func keep(_ text: String) -> [Int] {
            guard !text.isEmpty else { return [0, 0] }
            defer { place += text.utf8.count }
            data.append((place, Array(text.utf8)))
            return [place, text.utf8.count]
        }
        var words = start + keep(method) + keep(target) + [body.kind] + keep(body.text)
        let (table, responseTable) = (address + 256, address + 384)
        words += [fields.count, fields.isEmpty ? 0 : table, 0]
        words += [responseFields.count, responseFields.isEmpty ? 0 : responseTable, 0]
        data.append((address, Self.bytes(words)))
        for (table, fields) in [(table, fields), (responseTable, responseFields)] {
            for (index, field) in fields.enumerated() {
                data.append((table + index * 20, Self.bytes([1] + keep(field.0) + keep(field.1))))
            }
        }
    }

    private static func bytes(_ words: [Int]) -> [UInt8] {
        words.flatMap { word in (0..<4).map { UInt8(word >> ($0 * 8) & 255) } }
    }

    /// - Parameter number: makes it another module than one of the same guest with another number.
    func module(_ number: Int) throws -> [UInt8] {
        let segments = data.map { address, bytes in
            let text = bytes.map { "\\" + String(Int($0) | 256, radix: 16).dropFirst() }.joined()
            return "(data (i32.const \(address)) \"\(text)\")"
        }
        return try Module.bytes(
            fromText: """
                (module
                  (import "swiftlet" "send" (func $send (param i32 i32) (result i32)))
                  (import "swiftlet" "wait" (func $wait (param i32) (result i32)))
                  (memory (export "memory") 3)
                  \(segments.joined(separator: "\n  "))
                  (data (i32.const 60000) "\(number)")
                  (func (export "swiftlet_abi_version") (result i32) i32.const 2)
                  (func (export "swiftlet_init"))
                  (func (export "swiftlet_request_area") (param i32) (result i32) i32.const 65536)
                  (func (export "swiftlet_fetch") (result i32) \(fetch)))
                """)
    }
}
