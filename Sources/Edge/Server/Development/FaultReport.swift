internal import Isolate
internal import Toolchain
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
    /// Innermost first.
    package let stack: [StackLine]
    /// Around the innermost line of the worker's own sources.
    package let excerpt: SourceExcerpt?

    /// One function of the stack.
    package struct StackLine: Sendable, Equatable {
        package var function: String
        /// "Sources/hello/Hello.swift:12:9"; nil: the module does not say.
        package var place: String?
        /// It is of the worker's own sources.
        package var isOwn = false
        /// How often it stands here in a row.
        package var count = 1
    }

    /// Reads the line table and the source. Blocks for as long as the tool takes.
    init(_ notes: FaultNotes, debugModule: String?, _ compiler: Compiler?) {
        let fault = notes.fault
        worker = notes.worker
        status = notes.status
        cause = fault.cause.rawValue
        detail = fault.detail
        limit = fault.limit.map { (key: "workers.\(notes.worker).\($0.key)", value: $0.value) }
        cpu = notes.cpu
        memoryBytes = notes.memoryBytes
        memoryBytesMax = notes.memoryBytesMax
        request = notes.request
        requestID = notes.requestID
        let lines = FaultReport.lines(fault.frames, debugModule, compiler)
        guard !lines.isEmpty else {
            stack = fault.stack.map { StackLine(function: $0) }
            excerpt = nil
            return
        }
        let sources = OwnSources(package: notes.path)
        stack = FaultReport.stack(lines, sources)
        let place = lines.first { sources.contains($0.file) && $0.line > 0 }
        excerpt = place.flatMap { SourceExcerpt(file: $0.file ?? "", line: $0.line, column: $0.column, sources) }
    }

    /// The source lines of all frames, inlined functions unfolded; empty: there is no line table to be had.
    private static func lines(_ frames: [Frame], _ debugModule: String?, _ compiler: Compiler?) -> [SourceLine] {
        guard !frames.isEmpty, let debugModule, let compiler,
            let symbolizer = Symbolizer(debugModule: debugModule, compiler: compiler)
        else { return [] }
        let described = symbolizer.describe(frames.map(\.address))
        guard described.contains(where: { $0.contains { $0.file != nil } }) else { return [] }
        var lines: [SourceLine] = []
        for (index, frame) in frames.enumerated() {
            let known = described.indices.contains(index) ? described[index] : []
            lines += known.isEmpty ? [SourceLine(function: frame.name, file: nil, line: 0, column: 0)] : known
        }
        return lines
    }

    /// Repeated functions stand once.
    private static func stack(_ lines: [SourceLine], _ sources: OwnSources) -> [StackLine] {
        var stack: [StackLine] = []
        for line in lines {
            var entry = StackLine(function: line.function)
            if let file = line.file, line.line > 0 {
                entry.place = "\(sources.shortened(file)):\(line.line)" + (line.column > 0 ? ":\(line.column)" : "")
                entry.isOwn = sources.contains(file)
            }
            if let last = stack.last, last.function == entry.function, last.place == entry.place {
                stack[stack.count - 1].count += 1
            } else {
                stack.append(entry)
            }
        }
        return stack
    }
}

extension FaultReport {
    /// For a terminal or a client that shows no HTML.
    package var text: String {
        var text = "worker \(worker) failed: \(cause): \(detail)\n"
        if let limit { text += "limit: \(limit.key) = \(limit.value)\n" }
        if let excerpt { text += "\n\(excerpt.text)\n" }
        for line in stack {
            text += "  at \(line.function)" + (line.count > 1 ? " ×\(line.count)" : "")
            if let place = line.place { text += "  \(place)" }
            text += "\n"
        }
        text += "\n\(request) → \(status)  cpu \(cpu.inWords)  memory \(memoryBytes.inBytes) of "
        return text + "\(memoryBytesMax.inBytes)  request \(requestID)\n"
    }
}
