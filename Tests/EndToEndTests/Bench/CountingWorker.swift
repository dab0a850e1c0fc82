import Wasm

/// A worker of a few lines whose cost is a parameter: `parse` goes round a loop so many times, `render` does always the
/// same.
enum CountingWorker {
    static func module(rounds: Int, status: Int = 200) throws -> [UInt8] {
        try Module.bytes(
            fromText: """
                (module
                  (memory (export "memory") 3)
                  (data (i32.const 1024) "\(words([1, 0, status, 0, 0, 0, 0, 1, 2048, 2, 0, 0, 0, 0, 0, 0]))")
                  (data (i32.const 2048) "ok")
                  (func $parse (local $i i32)
                    (loop $next
                      (local.set $i (i32.add (local.get $i) (i32.const 1)))
                      (br_if $next (i32.lt_u (local.get $i) (i32.const \(rounds))))))
                  (func $render (i32.store (i32.const 4096) (i32.const 7)))
                  (func (export "swiftlet_abi_version") (result i32) i32.const 2)
                  (func (export "swiftlet_init"))
                  (func (export "swiftlet_request_area") (param i32) (result i32) i32.const 65536)
                  (func $swiftlet_fetch (export "swiftlet_fetch") (result i32)
                    (call $parse) (call $render) (i32.const 1024)))
                """)
    }

    private static func words(_ words: [Int]) -> String {
        let digits = Array("0123456789abcdef")
        return words.map { word in
            stride(from: 0, to: 32, by: 8).map { shift in
                let byte = (word >> shift) & 0xff
                return "\\\(digits[byte >> 4])\(digits[byte & 15])"
            }.joined()
        }.joined()
    }
}
