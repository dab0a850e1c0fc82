/// Modules whose initialisation is refused.
extension ZooModule {
    private static func fault(
        _ name: String, _ deed: String, cause: String = "trap", limits: String = "", limit: ZooSin.Limit? = nil,
        _ says: String, _ text: String
    ) -> ZooModule {
        ZooModule(name: name, deed: deed, source: .text(text), limits: limits, says: says, cause: cause, limit: limit)
    }

    private static func refused(
        _ name: String, _ deed: String, limits: String = "", limit: ZooSin.Limit? = nil, _ says: String, _ text: String
    ) -> ZooModule {
        ZooModule(name: name, deed: deed, source: .text(text), limits: limits, says: says, limit: limit)
    }

    private static func call(_ name: String, _ type: String) -> String {
        "(import \"swiftlet\" \"\(name)\" (func $call \(type)))"
    }

    private static let memory = ZooSin.Limit(key: "limits.memory", value: "1MiB")

    static let initialisations = [
        fault(
            "init-spin", "loops without end in its initialisation", cause: "cpu", limits: "init_cpu = \"100ms\"",
            limit: ZooSin.Limit(key: "limits.init_cpu", value: "100ms"), "100ms used up in",
            worker(initialise: "(call $spin)", more: "(func $spin (loop (br 0)))")),
        fault(
            "init-trap", "traps in its initialisation", "a check failed (fatalError, overflow, nil, index) in inner",
            worker(initialise: "(call $inner)", more: "(func $inner unreachable)")),
        fault(
            "init-recursion", "calls itself without end in its initialisation", cause: "stack", "in deeper ×",
            worker(initialise: "(call $deeper)", more: "(func $deeper (call $deeper) (call $deeper))")),
        fault(
            "init-grow", "allocates all memory in its initialisation", cause: "memory", limits: "memory = \"1MiB\"",
            limit: memory, "no memory left",
            worker(
                initialise: "(call $malloc)",
                more:
                    "(func $malloc (loop (br_if 0 (i32.ge_s (memory.grow (i32.const 1)) (i32.const 0)))) unreachable)")),
        refused(
            "init-fill", "leaves no memory for requests", limits: "memory = \"1MiB\"", limit: memory,
            "no memory left for the request area",
            worker(initialise: "(drop (memory.grow (i32.const 13)))", area: "i32.const 0")),
        refused(
            "init-table", "changes its table in its initialisation", "changes the function table",
            worker(initialise: "(drop (table.grow 0 (ref.null func) (i32.const 3)))", more: "(table 1 funcref)")),
        fault(
            "init-send", "asks an origin in its initialisation", "before there is a request",
            worker(
                imports: call("send", "(param i32 i32) (result i32)"),
                initialise: "(drop (call $call (i32.const 0) (i32.const 0)))")),
        fault(
            "init-secret", "reads a secret in its initialisation", "before there is a request",
            worker(
                imports: call("secret", "(param i32 i32 i32 i32) (result i32)"),
                initialise: "(drop (call $call (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0)))")),
        fault(
            "init-log", "logs from address -1 in its initialisation", "log: text outside of memory",
            worker(
                imports: call("log", "(param i32 i32 i32)"),
                initialise: "(call $call (i32.const 0) (i32.const -1) (i32.const 9))")),
        refused(
            "area-outside", "has requests written behind its memory", "not aligned, or outside of memory",
            worker(area: "i32.const -8")),
        refused(
            "area-odd", "has requests written to an odd address", "not aligned, or outside of memory",
            worker(area: "i32.const 65537")),
        fault(
            "area-trap", "traps when it is asked for room", "swiftlet_request_area: trap", worker(area: "unreachable")),
    ]
}
