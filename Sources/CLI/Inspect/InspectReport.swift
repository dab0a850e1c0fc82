import Isolate
import Toolchain
import Wasm

/// What `inspect` found, as text and as JSON.
struct InspectReport {
    let target: WorkerTarget
    let layout: ModuleLayout
    let inspection: WorkerInspection
    let functionsShown: Int

    // MARK: for people

    var text: String {
        var lines = ["\(target.modulePath): a worker of ABI version \(inspection.abiVersion)", ""]
        lines += table("bytes of the file", total: target.module.count, layout.sectionSizes)
        let functions = layout.functionSizes
        let shown = functions.prefix(functionsShown).map { (name: shortName($0.name), bytes: $0.bytes) }
        if !shown.isEmpty {
            lines += ["", "the largest of \(functions.count) functions"]
            lines += shown.map(Self.row)
        }
        lines += ["", "imports    \(imports)"]
        lines.append("exports    \(layout.exports.map(\.name).joined(separator: ", "))")
        lines.append("memory     \(memory)")
        lines.append(
            "stack      \(layout.stackBytes?.inBytes ?? "cannot be told (no __stack_pointer in the name section)")")
        lines.append("init()     \(initialisation)")
        lines += inspection.log.map { "           log \($0.level): \($0.text)" }
        lines.append("snapshot   \(inspection.snapshotBytes) bytes (the module before: \(target.module.count))")
        lines.append(
            "code       \(inspection.compiledBytes) bytes compiled, in \(milliseconds(inspection.compileTime)) ms")
        lines.append("isolates   \(inspection.rewindObstacle.map { "made anew for each request: \($0)" } ?? "rewound")")
        lines.append("lines      \(debugInformation)")
        return lines.joined(separator: "\n")
    }

    private var imports: String {
        let imports = WorkerInspection.imports(of: layout)
        return imports.isEmpty ? "none" : imports.map(\.name).joined(separator: ", ")
    }

    private var memory: String {
        guard let memory = layout.memoryBytes else { return "none" }
        let pages = inspection.memoryBytes / ModuleLayout.pageBytes
        let largest = memory.max.map { ", at most \($0.inBytes) by the module" } ?? ""
        return
            "\(memory.initial.inBytes) at first, \(inspection.memoryBytes.inBytes) (\(pages) page\(pages == 1 ? "" : "s")) "
            + "after init(); limit \(target.limits.memoryBytes.inBytes)\(largest); \(layout.dataBytes) bytes of data"
    }

    private var initialisation: String {
        "\(inspection.initialisationCPU.nanoseconds / 1000) µs CPU of \(target.limits.initialisationCPU.inWords)"
    }

    private var debugInformation: String {
        switch target.symbolizer() {
        case .success: "traps are shown with lines of the sources"
        case .failure(let error): error.description
        }
    }

    private func table(_ title: String, total: Int, _ rows: [(name: String, bytes: Int)]) -> [String] {
        [Self.row((name: title, bytes: total))] + rows.map { "  " + Self.row($0).dropFirst(2) }
    }

    private static func row(_ entry: (name: String, bytes: Int)) -> String {
        let digits = String(entry.bytes)
        return String(repeating: " ", count: max(0, 10 - digits.count)) + digits + "  " + entry.name
    }

    private func milliseconds(_ duration: Duration) -> Int64 { duration.nanoseconds / 1_000_000 }

    // MARK: for programs

    var object: JSON {
        let functions = layout.functionSizes
        var members: [(name: String, value: JSON)] = []
        func add(_ name: String, _ value: JSON) { members.append((name, value)) }
        add("module", .string(target.modulePath))
        add("bytes", .integer(target.module.count))
        add("abi_version", .integer(inspection.abiVersion))
        add("host_abi_version", .integer(WorkerInspection.hostABIVersion))
        add("sections", .array(layout.sectionSizes.map(Self.object)))
        add("function_count", .integer(functions.count))
        add("functions", .array(functions.prefix(functionsShown).map(Self.object)))
        add("imports", JSON(WorkerInspection.imports(of: layout).map(\.name)))
        add("exports", JSON(layout.exports.map(\.name)))
        add("memory", memoryObject)
        add("init_cpu_ns", .integer(Int(inspection.initialisationCPU.nanoseconds)))
        add("init_log", .array(inspection.log.map { Self.object(level: "\($0.level)", text: $0.text) }))
        add("snapshot_bytes", .integer(inspection.snapshotBytes))
        add("compiled_bytes", .integer(inspection.compiledBytes))
        add("compile_ns", .integer(Int(inspection.compileTime.nanoseconds)))
        add("rewound", .bool(inspection.rewindObstacle == nil))
        add("rewind_obstacle", JSON(inspection.rewindObstacle))
        var note: String?
        if case .failure(let error) = target.symbolizer() { note = error.description }
        add("source_lines", .bool(note == nil))
        add("source_lines_note", JSON(note))
        return .object(members)
    }

    private var memoryObject: JSON {
        let memory = layout.memoryBytes
        var members: [(name: String, value: JSON)] = []
        members.append(("initial_bytes", Self.integer(memory?.initial)))
        members.append(("max_bytes", Self.integer(memory?.max)))
        members.append(("after_init_bytes", .integer(inspection.memoryBytes)))
        members.append(("limit_bytes", .integer(target.limits.memoryBytes)))
        members.append(("data_bytes", .integer(layout.dataBytes)))
        members.append(("stack_bytes", Self.integer(layout.stackBytes)))
        return .object(members)
    }

    private static func integer(_ value: Int?) -> JSON { value.map { .integer($0) } ?? .null }

    private static func object(level: String, text: String) -> JSON {
        .object([("level", .string(level)), ("text", .string(text))])
    }

    private static func object(_ entry: (name: String, bytes: Int)) -> JSON {
        .object([("name", .string(entry.name)), ("bytes", .integer(entry.bytes))])
    }
}
