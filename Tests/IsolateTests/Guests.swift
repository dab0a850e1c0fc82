import Testing

@testable import Isolate
@testable import Wasm

/// Small workers in the text format, one per good or bad deed. Memory: the answer at 1024, an edit table at 1200, text
/// at 2048, room for reading at 4096, the request area from 65536 on.
enum Guest {
    static let answer = 1024
    static let edits = 1200
    static let text = 2048
    static let room = 4096

    /// A worker out of the parts that differ.
    static func module(
        imports: String = "", data: String = "", initialise: String = "", fetch: String = "i32.const 1024",
        area: String = "i32.const 65536", memory: String = "(memory (export \"memory\") 3)", more: String = ""
    ) -> String {
        """
        (module
          \(imports)
          \(memory)
          \(data)
          \(more)
          (func (export "swiftlet_abi_version") (result i32) i32.const 2)
          (func (export "swiftlet_init") \(initialise))
          (func (export "swiftlet_request_area") (param i32) (result i32) \(area))
          (func $swiftlet_fetch (export "swiftlet_fetch") (result i32) \(fetch)))
        """
    }

    /// A `swiftlet_message` as a data segment at `answer`.
    static func message(
        kind: UInt32 = 1, base: UInt32 = 0, status: UInt32 = 200, method: (UInt32, UInt32) = (0, 0),
        target: (UInt32, UInt32) = (0, 0), bodyKind: UInt32 = 0, body: (UInt32, UInt32) = (0, 0),
        edits: (count: UInt32, at: UInt32) = (0, 0), origin: UInt32 = 0,
        responseEdits: (count: UInt32, at: UInt32) = (0, 0), timeout: UInt32 = 0, at address: Int = answer
    ) -> String {
        data(
            at: address,
            [
                kind, base, status, method.0, method.1, target.0, target.1, bodyKind, body.0, body.1, edits.count,
                edits.at, origin, responseEdits.count, responseEdits.at, timeout,
            ])
    }

    /// A `swiftlet_edit` as a data segment.
    static func edit(
        _ operation: UInt32, name: (UInt32, UInt32), value: (UInt32, UInt32), at address: Int = edits
    ) -> String {
        data(at: address, [operation, name.0, name.1, value.0, value.1])
    }

    static func data(at address: Int, _ words: [UInt32]) -> String {
        let digits = Array("0123456789abcdef")
        var text = ""
        for word in words {
            for shift in stride(from: 0, to: 32, by: 8) {
                let byte = Int(word >> UInt32(shift)) & 0xff
                text += "\\" + String([digits[byte >> 4], digits[byte & 15]])
            }
        }
        return "(data (i32.const \(address)) \"\(text)\")"
    }

    static func text(_ text: String, at address: Int = text) -> String {
        "(data (i32.const \(address)) \"\(text)\")"
    }

    /// Answers 200 with "ok".
    static let hello = module(
        data: message(bodyKind: 1, body: (UInt32(text), 2)) + text("ok"))

    static let sendImport = "(import \"swiftlet\" \"send\" (func $send (param i32 i32) (result i32)))"
    static let waitImport = "(import \"swiftlet\" \"wait\" (func $wait (param i32) (result i32)))"
    static let headImport = "(import \"swiftlet\" \"head\" (func $head (param i32 i32 i32) (result i32)))"
    static let readImport = "(import \"swiftlet\" \"read\" (func $read (param i32 i32 i32) (result i32)))"
    static let respondImport = "(import \"swiftlet\" \"respond\" (func $respond (param i32) (result i32)))"
    static let writeImport = "(import \"swiftlet\" \"write\" (func $write (param i32 i32) (result i32)))"
    static let closeImport = "(import \"swiftlet\" \"close\" (func $close (param i32)))"
    static let logImport = "(import \"swiftlet\" \"log\" (func $log (param i32 i32 i32)))"
}
