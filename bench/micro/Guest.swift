/// The worker that is measured when none is given.
enum Guest {
    /// Answers `200` with a body of two bytes. Memory: the message at 1024, the body at 2048, requests from 24576 on.
    static let hello = """
        (module
          (memory (export "memory") 1)
          (func (export "swiftlet_abi_version") (result i32) i32.const 1)
          (func (export "swiftlet_init")
            (i32.store (i32.const 1024) (i32.const 1))
            (i32.store (i32.const 1032) (i32.const 200))
            (i32.store (i32.const 1052) (i32.const 1))
            (i32.store (i32.const 1056) (i32.const 2048))
            (i32.store (i32.const 1060) (i32.const 2))
            (i32.store16 (i32.const 2048) (i32.const 0x6b6f)))
          (func (export "swiftlet_request_area") (param i32) (result i32) i32.const 24576)
          (func (export "swiftlet_fetch") (result i32) i32.const 1024))
        """
}
