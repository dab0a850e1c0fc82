/// The workers that are measured when none is given. Memory: the answer at 1024, a request to an origin at 1100 (zeroes:
/// `GET /`), the body at 2048, requests from 24576 on.
enum Guest {
    /// Answers `200` with a body of two bytes. Its one global is what lets it be rewound.
    static let hello = module(more: "(global $stack (mut i32) (i32.const 24576))", fetch: "")

    /// The same, made anew for each request: without a global it cannot be rewound.
    static let unwound = module(more: "", fetch: "")

    /// Asks the first origin, waits for the response's head, then answers.
    static let waiting = module(
        more: "(global $stack (mut i32) (i32.const 24576))",
        fetch: "(drop (call $wait (call $send (i32.const 0) (i32.const 1100))))",
        imports: """
            (import "swiftlet" "send" (func $send (param i32 i32) (result i32)))
            (import "swiftlet" "wait" (func $wait (param i32) (result i32)))
            """)

    /// Grows to so many pages of 64 KiB and writes to each of their pages of 4 KiB.
    static func growing(pages: Int) -> String {
        module(
            more: "(global $stack (mut i32) (i32.const 24576))",
            fetch: """
                (local $at i32)
                (drop (memory.grow (i32.const \(pages - 1))))
                (local.set $at (i32.const 65536))
                (block $done (loop $next
                  (br_if $done (i32.ge_u (local.get $at) (i32.const \(pages * 65536 - 1))))
                  (i32.store8 (local.get $at) (i32.const 1))
                  (local.set $at (i32.add (local.get $at) (i32.const 4096)))
                  (br $next)))
                """)
    }

    private static func module(more: String, fetch: String, imports: String = "") -> String {
        """
        (module
          \(imports)
          (memory (export "memory") 1)
          \(more)
          (func (export "swiftlet_abi_version") (result i32) i32.const 2)
          (func (export "swiftlet_init")
            (i32.store (i32.const 1024) (i32.const 1))
            (i32.store (i32.const 1032) (i32.const 200))
            (i32.store (i32.const 1052) (i32.const 1))
            (i32.store (i32.const 1056) (i32.const 2048))
            (i32.store (i32.const 1060) (i32.const 2))
            (i32.store16 (i32.const 2048) (i32.const 0x6b6f)))
          (func (export "swiftlet_request_area") (param i32) (result i32) i32.const 24576)
          (func (export "swiftlet_fetch") (result i32) \(fetch) i32.const 1024))
        """
    }
}
