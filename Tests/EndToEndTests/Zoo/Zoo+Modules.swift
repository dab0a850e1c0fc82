import Wasm

/// Modules that are refused before anything of them runs.
extension ZooModule {
    private static func bytes(
        _ name: String, _ deed: String, _ says: String, _ change: @escaping @Sendable ([UInt8]) -> [UInt8]
    ) -> ZooModule {
        ZooModule(name: name, deed: deed, source: .bytes { change(try Module.bytes(fromText: worker())) }, says: says)
    }

    private static func text(_ name: String, _ deed: String, _ text: String, _ says: String) -> ZooModule {
        ZooModule(name: name, deed: deed, source: .text(text), says: says)
    }

    /// Malformed files.
    static let files = [
        bytes("empty", "is an empty file", "not a WebAssembly module") { _ in [] },
        bytes("script", "is a shell script", "not a WebAssembly module") { _ in Array("#!/bin/sh\necho hello\n".utf8) },
        bytes("component", "is a component", "not a core module of version 1") { _ in
            [0, 0x61, 0x73, 0x6d, 13, 0, 1, 0]
        },
        bytes("cut", "ends in its middle", "the file ends too early") { Array($0.prefix($0.count / 2)) },
        bytes("long-number", "has a number of too many bytes", "a number is too long") {
            $0 + [1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]
        },
        bytes("section", "has a section that does not exist", "a section of unknown kind") { $0 + [0x7f, 1, 0] },
        bytes("order", "has its sections out of order", "out of order") { $0.prefix(8) + [3, 1, 0] + $0.dropFirst(8) },
        bytes("count", "says that it has four billion types", "the file ends too early") {
            $0.prefix(8) + [1, 8, 0xff, 0xff, 0xff, 0xff, 0x0f, 0x60, 0, 0]
        },
        ZooModule(
            name: "huge", deed: "has 100 MB", source: .empty(100_000_000), says: "is larger than 64 MiB"),
        text(
            "invalid", "has a function without the result that it says it has", worker(more: "(func (result i32))"),
            "type mismatch"),
    ]

    /// What it exports and imports.
    static let exports = [
        text(
            "nothing", "exports no functions", "(module (memory (export \"memory\") 1))",
            "exports no function swiftlet_abi_version"),
        text(
            "type", "exports a function of another type",
            worker().replacing(
                "(func (export \"swiftlet_init\") )", with: "(func (export \"swiftlet_init\") (result i32) i32.const 1)"
            ),
            "swiftlet_init has the type"),
        text("no-memory", "exports no memory", worker(memory: "(memory 3)"), "exports no memory"),
        text("version", "is of another ABI version", worker(version: "i32.const 1"), "ABI version 1"),
        text(
            "unknown-import", "imports a host call that does not exist",
            worker(imports: "(import \"swiftlet\" \"exec\" (func (param i32)))"),
            "imports swiftlet.exec, which does not exist"),
        text(
            "wasi", "imports WASI",
            worker(
                imports: "(import \"wasi_snapshot_preview1\" \"fd_write\" (func (param i32 i32 i32 i32) (result i32)))"),
            "WASI is not offered"),
        text(
            "import-type", "imports a host call as another type",
            worker(imports: "(import \"swiftlet\" \"log\" (func (param i64) (result i64)))"), "imports swiftlet.log as"),
        text(
            "import-memory", "imports a memory",
            worker(imports: "(import \"env\" \"memory\" (memory 1))", memory: "(export \"memory\" (memory 0))"),
            "imports the memory env.memory"),
        text(
            "import-table", "imports a table", worker(imports: "(import \"env\" \"table\" (table 1 funcref))"),
            "imports the table env.table"),
        text(
            "import-global", "imports a global", worker(imports: "(import \"env\" \"global\" (global i32))"),
            "imports the global env.global"),
        text("start", "has a start function", worker(more: "(func $s) (start $s)"), "has a start function"),
    ]

    /// Proposals that would let the world in, or that nobody needs.
    static let proposals = [
        text(
            "shared-memory", "has a shared memory", worker(memory: "(memory (export \"memory\") 1 4 shared)"),
            "its memory is shared"),
        text("memory64", "has a memory of 64 bits", worker(memory: "(memory (export \"memory\") i64 3)"), "of 64 bits"),
        text(
            "memories", "has two memories", worker(memory: "(memory (export \"memory\") 3) (memory 1)"),
            "has 2 memories"),
        text(
            "page", "has a memory of small pages", worker(memory: "(memory (export \"memory\") 3 (pagesize 1))"),
            "unusual page size"),
        text(
            "threads", "uses atomic instructions", worker(more: "(func (drop (i32.atomic.load (i32.const 0))))"),
            "threads support is not enabled"),
        text("exceptions", "throws exceptions", worker(more: "(tag $e) (func (throw $e))"), "it uses exceptions"),
        text("gc", "has structures", worker(more: "(type $s (struct (field i32)))"), "garbage collection"),
        text(
            "references", "calls typed references",
            worker(more: "(type $t (func)) (func (param (ref $t)) (call_ref $t (local.get 0)))"),
            "garbage collection"),
        text("externref", "has a table of the host's objects", worker(more: "(table 1 externref)"), "gc types"),
        text(
            "tail-call", "calls in its tail", worker(more: "(func $x (return_call $x))"),
            "tail calls support is not enabled"),
        text(
            "relaxed-simd", "uses instructions whose result the machine chooses",
            worker(
                more:
                    "(func (param v128 v128 v128) (result v128) (f32x4.relaxed_madd (local.get 0) (local.get 1) (local.get 2)))"
            ), "relaxed SIMD support is not enabled"),
        text(
            "stack-switching", "switches stacks",
            worker(
                more: "(type $f (func)) (type $c (cont $f)) (func (param (ref $f)) (drop (cont.new $c (local.get 0))))"),
            "garbage collection"),
        text(
            "wide-arithmetic", "adds 128 bits",
            worker(
                more:
                    "(func (param i64 i64 i64 i64) (result i64 i64) (i64.add128 (local.get 0) (local.get 1) (local.get 2) (local.get 3)))"
            ), "wide arithmetic support is not enabled"),
        text("passive-data", "has passive data", worker(more: "(data \"abc\")"), "has passive segments"),
        text(
            "passive-elements", "has passive elements", worker(more: "(table 1 funcref) (func $e) (elem func $e)"),
            "has passive segments"),
        text(
            "reference-global", "keeps a reference in a global", worker(more: "(global (mut funcref) (ref.null func))"),
            "a mutable global"),
    ]

    private static let code = ZooSin.Limit(key: "limits.code", value: "2MiB")

    /// More than there is room for, in memory or in the compiler.
    static let sizes = [
        text(
            "data-behind", "has data behind its memory", worker(more: "(data (i32.const 196606) \"abcdef\")"),
            "access outside of memory"),
        text(
            "data-negative", "has data at address -4", worker(more: "(data (i32.const -4) \"abcdef\")"),
            "access outside of memory"),
        ZooModule(
            name: "memory-at-start", deed: "begins with more memory than it may have",
            source: .text(worker(memory: "(memory (export \"memory\") 1000)")),
            says: "its memory begins with 65536000 bytes", limit: ZooSin.Limit(key: "limits.memory", value: "16MiB")),
        text(
            "table", "has a table of ten million entries", worker(more: "(table 10000000 funcref)"),
            "table minimum size"),
        text("tables", "has two tables", worker(more: "(table 1 funcref) (table 1 funcref)"), "tables count of 2"),
        text(
            "globals", "has 100,000 globals",
            worker(more: String(repeating: "(global (mut i64) (i64.const 1))", count: 100_000)), "defined globals"),
        text(
            "parameters", "has a function of 1,001 parameters",
            worker(more: "(func (param \(String(repeating: "i32 ", count: 1001))))"), "function params size"),
        text(
            "locals", "has a function of 60,000 variables",
            worker(more: "(func (local \(String(repeating: "i64 ", count: 60_000))))"), "too many locals"),
        ZooModule(
            name: "functions", deed: "has 40,000 empty functions",
            source: .text(worker(more: String(repeating: "(func)", count: 40_000))), says: "its code", limit: code),
        ZooModule(
            name: "function", deed: "has a function of 300 kB",
            source: .text(worker(more: "(func \(String(repeating: "nop ", count: 300_000)))")),
            says: "a function of 300002 bytes", limit: code),
    ]
}
