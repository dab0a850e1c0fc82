import Toolchain

/// What `swiftlet build` says of a module.
struct BuildReport {
    let built: BuiltWorker
    /// Where the user finds it.
    let path: String
    let elapsed: Duration

    private static let functionsMax = 10

    func text(isVerbose: Bool) throws(ToolchainError) -> String {
        let weights = try built.weights()
        var parts = [
            "\(path) \(kib(weights.total)) KiB "
                + "(code \(kib(weights.code)), data \(kib(weights.data)), names \(kib(weights.names)))"
        ]
        if built.debug != nil { parts.append("debug \(mib(try built.debugBytes())) MiB beside it") }
        let phases = built.phases.filter { $0.duration >= .milliseconds(50) }
            .map { "\($0.name) \(seconds($0.duration))" }.joined(separator: ", ")
        parts.append(
            built.phases.isEmpty
                ? "nothing had changed"
                : "built in \(seconds(elapsed)) s" + (phases.isEmpty ? "" : " (\(phases))"))
        var lines = [parts.joined(separator: ", ")]
        if isVerbose {
            lines.append("the largest functions, in bytes of code:")
            for function in weights.functions.prefix(Self.functionsMax) {
                let bytes = String(function.bytes)
                lines.append(String(repeating: " ", count: max(0, 8 - bytes.count)) + bytes + "  " + function.name)
            }
        }
        return lines.joined(separator: "\n")
    }

    func json() throws(ToolchainError) -> JSON {
        let weights = try built.weights()
        return [
            "module": JSON(path), "debug": JSON(built.debug == nil ? nil : path + ".debug"),
            "bytes": JSON(weights.total),
            "code": JSON(weights.code), "data": JSON(weights.data), "names": JSON(weights.names),
            "seconds": .number(elapsed / .seconds(1)),
            "phases": .object(built.phases.map { (name: $0.name, value: .number($0.duration / .seconds(1))) }),
            "functions": .array(
                weights.functions.prefix(Self.functionsMax).map { ["name": JSON($0.name), "bytes": JSON($0.bytes)] }),
        ]
    }

    /// A build that gave no module.
    static func json(_ failure: BuildFailure) -> JSON {
        [
            "error": JSON(failure.summary),
            "messages": .array(
                failure.messages.map { message in
                    [
                        "file": JSON(message.file), "line": JSON(message.line), "column": JSON(message.column),
                        "severity": JSON(message.severity.rawValue), "text": JSON(message.text),
                        "hint": JSON(message.hint),
                    ]
                }),
        ]
    }

    private func kib(_ bytes: Int) -> String { decimal(Double(bytes) / 1024) }
    private func mib(_ bytes: Int) -> String { decimal(Double(bytes) / 1_048_576) }
    private func seconds(_ duration: Duration) -> String { decimal(duration / .seconds(1)) }

    /// One digit after the point.
    private func decimal(_ value: Double) -> String { String((value * 10).rounded() / 10) }
}
