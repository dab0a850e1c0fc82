import Isolate
import Toolchain

/// A worker's failure as its author reads it on a terminal: why, where, called from where, and what to change.
struct FailureReport {
    let fault: Fault
    let diagnosis: Diagnosis
    private let target: WorkerTarget
    private let step: String?
    private let terminal = Terminal()

    /// - Parameter step: what it was doing, where that is not answering a request.
    init(_ fault: Fault, _ target: WorkerTarget, step: String? = nil) {
        self.fault = fault
        self.target = target
        self.step = step
        let trapped = fault.cause == .trap || fault.cause == .memory
        diagnosis =
            fault.frames.isEmpty
            ? Diagnosis([], trapped: false, lines: .failure(ToolchainError(.package, "")))
            : Diagnosis(fault.frames, trapped: trapped, lines: target.symbolizer())
    }

    /// What happened, in one line.
    var cause: String {
        guard fault.cause == .trap, !fault.isInOwnWords, let cause = diagnosis.cause else {
            return "\(fault.cause.rawValue): \(fault.detail)"
        }
        return "\(fault.cause.rawValue): \(cause)"
    }

    var text: String {
        let place = step.map { " in \($0)" } ?? ""
        var lines = [terminal.paint("worker \(target.name) failed\(place): \(cause)", .red, bold: true)]
        if let place = diagnosis.place, let file = place.file {
            lines.append("  at \(relative(file)):\(place.line):\(place.column)")
        }
        lines += diagnosis.excerpt.map { "    " + $0.printable }
        if !diagnosis.stack.isEmpty {
            lines.append("  stack:")
            lines += diagnosis.stack.map { "    " + line($0.step, $0.count) }
        }
        if let note = diagnosis.note, !note.isEmpty { lines.append("  " + note) }
        if let limit = fault.limit {
            let key = limit.key.dropFirst("limits.".count)
            let place =
                limit.isOfProcess
                ? "[limits]: \(key) = \"…\"" : "[workers.\(target.name)]: limits = { \(key) = \"…\" }"
            lines.append("  limit: \(limit.key) is \(limit.value); change it in swiftlet.toml under \(place)")
        }
        return lines.joined(separator: "\n")
    }

    var object: JSON {
        .object([
            ("cause", .string(fault.cause.rawValue)), ("message", .string(cause)), ("detail", .string(fault.detail)),
            (
                "limit",
                fault.limit.map { .object([("key", .string($0.key)), ("value", .string($0.value))]) } ?? .null
            ),
            ("at", diagnosis.place.map { object($0, 1) } ?? .null),
            ("excerpt", JSON(diagnosis.excerpt)),
            ("stack", .array(diagnosis.stack.map { object($0.step, $0.count) })),
            ("note", diagnosis.note.flatMap { $0.isEmpty ? nil : .string($0) } ?? .null),
        ])
    }

    private func object(_ step: SourceLine, _ count: Int) -> JSON {
        .object([
            ("function", .string(step.function)), ("file", JSON(step.file)),
            ("line", step.line > 0 ? .integer(step.line) : .null),
            ("column", step.line > 0 ? .integer(step.column) : .null), ("count", .integer(count)),
        ])
    }

    private func line(_ step: SourceLine, _ count: Int) -> String {
        let times = count > 1 ? " ×\(count)" : ""
        guard let file = step.file else { return step.function + times }
        return "\(step.function)\(times)  \(terminal.paint("\(relative(file)):\(step.line)", .grey))"
    }

    /// Files of the package stand as the user named it.
    private func relative(_ file: String) -> String {
        guard let package = target.package, let real = Directory.resolved(package), file.hasPrefix(real + "/") else {
            return file
        }
        let inside = String(file.dropFirst(real.count + 1))
        return package == "." ? inside : package + (package.hasSuffix("/") ? "" : "/") + inside
    }
}
