internal import Isolate
package import Toolchain
internal import Wasm

/// What is known of a fault when it happens; the source lines are looked up later.
struct FaultNotes: Sendable {
    var worker: String
    /// The worker's package directory or module.
    var path: String
    var version: String
    var fault: Fault
    var status: Int
    var cpu: Duration
    var memoryBytes: Int
    var memoryBytesMax: Int
    /// Method and target.
    var request: String
    var requestID: String
}

/// The story of a request that its worker failed, for its author: cause, limit, stack with source lines, the place.
///
/// A value; request's and build's facts only. Never for production's clients.
package struct FaultReport: Sendable {
    package let worker: String
    package let status: Int
    /// "trap", "cpu limit", …
    package let cause: String
    package let detail: String
    /// The key of the configuration that a limit has, and its value; nil: no key would have helped.
    package let limit: (key: String, value: String)?
    package let cpu: Duration
    package let memoryBytes: Int
    package let memoryBytesMax: Int
    package let request: String
    package let requestID: String
    /// Stack, place and excerpt.
    package let diagnosis: Diagnosis
    /// The worker's package directory: places in it are told without it.
    private let directory: String

    init(_ notes: FaultNotes, _ lines: Result<Symbolizer, ToolchainError>) {
        let fault = notes.fault
        worker = notes.worker
        status = notes.status
        cause = fault.cause.rawValue
        limit = fault.limit.map { (key: $0.path(ofWorker: notes.worker), value: $0.value) }
        cpu = notes.cpu
        memoryBytes = notes.memoryBytes
        memoryBytesMax = notes.memoryBytesMax
        request = notes.request
        requestID = notes.requestID
        // Compilers write paths with links resolved.
        directory = (Directory.resolved(notes.path) ?? notes.path) + "/"
        diagnosis = Diagnosis(fault.frames, trapped: fault.cause == .trap, lines: lines)
        detail = fault.isInOwnWords ? fault.detail : diagnosis.cause ?? fault.detail
    }

    /// Where a step of the stack was, from the package's directory; nil where that is not known.
    package func place(_ step: SourceLine) -> String? {
        guard let file = step.file, step.line > 0 else { return nil }
        let path = file.hasPrefix(directory) ? String(file.dropFirst(directory.count)) : file
        return step.column > 0 ? "\(path):\(step.line):\(step.column)" : "\(path):\(step.line)"
    }

    /// For a client that shows no HTML, and for a terminal without colours.
    package var text: String {
        var text = "worker \(worker) failed: \(cause): \(detail)\n"
        if let limit { text += "limit: \(limit.key) = \"\(limit.value)\" in swiftlet.toml\n" }
        if let place = diagnosis.place.flatMap(place) {
            text += "\n\(place)\n"
            for line in diagnosis.excerpt { text += "  \(line)\n" }
            text += "\n"
        }
        for (step, count) in diagnosis.stack {
            text += "  at \(step.function)" + (count > 1 ? " ×\(count)" : "")
            if let place = place(step) { text += "  \(place)" }
            text += "\n"
        }
        if let note = diagnosis.note, !diagnosis.stack.isEmpty { text += "  (\(note))\n" }
        text += "\(request) → \(status)  cpu \(microseconds) µs  memory \(memoryBytes.inBytes) of "
        return text + "\(memoryBytesMax.inBytes)  request \(requestID)\n"
    }

    /// CPU time used.
    package var microseconds: Int64 { cpu.nanoseconds / 1000 }
}
