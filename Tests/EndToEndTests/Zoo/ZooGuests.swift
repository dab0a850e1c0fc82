import Foundation
import Wasm

/// The guests that are not written in Swift, made once per run.
enum ZooGuests {
    /// Tests/Fixtures/zoo-abi.
    static let c: Result<String, any Error> = Result {
        let root = Repository.root.path(percentEncoded: false)
        let script = """
            PATH="$(dirname "$(readlink -f "$(command -v swiftc)")"):$PATH"
            mkdir -p '\(root)/.build/workers'
            clang --target=wasm32 -O1 -nostdlib -fno-builtin -mbulk-memory \
            -Wl,--no-entry -Wl,--stack-first -Wl,-z,stack-size=16384 \
            -I '\(root)/Sources/Guest/CWorkerABI/include' -o '\(Repository.module("zoo-abi"))' \
            '\(root)/Tests/Fixtures/zoo-abi/zoo.c'
            """
        let built = try Command("/bin/sh", "-c", script)
        guard built.exitCode == 0 else { throw EndToEndError(built.errors) }
        return Repository.module("zoo-abi")
    }

    /// A module whose code changes its table: the last letter of the path says how.
    static let table: Result<String, any Error> = Result {
        let file = URL(filePath: Repository.module("zoo-table"))
        try Data(Module.bytes(fromText: tableText)).write(to: file)
        return file.path(percentEncoded: false)
    }

    private static let tableText = """
        (module
          (memory (export "memory") 3)
          (type $answer (func (result i32)))
          (table $entries 1 funcref)
          (elem declare func $swiftlet_fetch)
          ;; kind 1, base 0, status 200, no method, no target, body of bytes at 2048
          (data (i32.const 1024) "\\01\\00\\00\\00\\00\\00\\00\\00\\c8\\00\\00\\00")
          (data (i32.const 1052) "\\01\\00\\00\\00\\00\\08\\00\\00\\0e\\00\\00\\00")
          (data (i32.const 2048) "as documented\\n")
          (func (export "swiftlet_abi_version") (result i32) i32.const 2)
          (func (export "swiftlet_init"))
          (func (export "swiftlet_request_area") (param i32) (result i32) i32.const 65536)
          (func $letter (result i32)
            (i32.load8_u (i32.add (i32.const 65535)
              (i32.add (i32.load (i32.const 65564)) (i32.load (i32.const 65568))))))
          (func $swiftlet_fetch (export "swiftlet_fetch") (result i32)
            ;; grow: to the end of what there is, which is refused
            (if (i32.eq (call $letter) (i32.const 119))
              (then (loop (br_if 0 (i32.ne (table.grow $entries (ref.null func) (i32.const 1000)) (i32.const -1))))))
            ;; fill: with itself, which it calls
            (if (i32.eq (call $letter) (i32.const 108))
              (then (table.fill $entries (i32.const 0) (ref.func $swiftlet_fetch) (table.size $entries))
                (drop (call_indirect $entries (type $answer) (i32.const 0)))))
            ;; set
            (if (i32.eq (call $letter) (i32.const 116))
              (then (table.set $entries (i32.const 70000) (ref.func $swiftlet_fetch))))
            i32.const 1024))
        """
}
