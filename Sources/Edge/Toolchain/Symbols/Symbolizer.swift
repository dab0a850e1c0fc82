package import Wasm

/// Finds the lines of a worker's sources that places in its module were compiled from.
///
/// A value without state, usable from any thread. Each question is one run of the toolchain's llvm-symbolizer, 10 ms, as
/// a child process: for traps in development, never while requests are served in production.
package struct Symbolizer: Sendable {
    private let program: String
    let debugModule: String
    private let site: TrapSite?

    /// What a whole backtrace with its inlined functions can take.
    private static let outputBytesMax = 1 << 20

    /// - Parameters:
    ///   - debugModule: the linked module with DWARF.
    ///   - module: the one that ran; its code must be the same.
    ///   - program: llvm-symbolizer.
    /// - Throws: why there will be no lines, in one line.
    package init(debugModule: String, of module: [UInt8], program: String) throws(ToolchainError) {
        guard ChildOutput.isExecutable(program) else {
            throw ToolchainError(.missing, "no source lines: \(program) is missing; it comes with the Swift toolchain")
        }
        guard let bytes = WholeFile.read(debugModule), !bytes.isEmpty else {
            throw ToolchainError(
                .missing, "no source lines: \(debugModule) is missing; `swiftlet build` writes it beside the module")
        }
        guard let code = ModuleLayout.codeSection(of: bytes), let ran = ModuleLayout.codeSection(of: module),
            bytes[code] == module[ran]
        else {
            throw ToolchainError(
                .package, "no source lines: \(debugModule) belongs to another build; run `swiftlet build` again")
        }
        guard let layout = try? ModuleLayout(bytes), layout.customSection(".debug_line") != nil else {
            throw ToolchainError(
                .package, "no source lines: \(debugModule) has no debug information (compile with -g)")
        }
        self.program = program
        self.debugModule = debugModule
        site = TrapSite(bytes)
    }

    /// What lies at each address: inlined functions first, the function itself last; empty where nothing is known.
    ///
    /// The function itself has the name that the symbol table gives, which for WebAssembly may be a neighbour's: who has a
    /// frame's name takes that.
    package func describe(_ addresses: [UInt32]) -> [[SourceLine]] {
        guard !addresses.isEmpty else { return [] }
        let places = addresses.map { "0x" + String($0, radix: 16) }
        let arguments = [
            program, "--obj=" + debugModule, "--inlines", "--no-demangle", "--output-style=LLVM",
        ]
        guard let output = ChildOutput.run(arguments + places, bytesMax: Self.outputBytesMax) else {
            return addresses.map { _ in [] }
        }
        let found = Self.parse(output)
        return addresses.indices.map { $0 < found.count ? found[$0] : [] }
    }

    /// The same for a backtrace. The first address is that of the instruction that trapped: where it is a branch to one
    /// that traps, that one is asked for, because it knows what failed.
    package func describe(_ frames: [Frame], trapped: Bool) -> [[SourceLine]] {
        var addresses = frames.map(\.address)
        guard let first = addresses.first else { return [] }
        let trap = trapped ? site?.unreachable(from: first) : nil
        if let trap { addresses.insert(trap, at: 0) }
        var lines = describe(addresses)
        if trap != nil {
            let branch = lines.remove(at: 1)
            // The line of the branch is the next best where the compiler left none at the trap.
            if !lines[0].contains(where: { $0.line > 0 }) { lines[0] = lines[0].prefix(1) + branch }
        }
        for index in frames.indices {
            if lines[index].isEmpty { lines[index] = [SourceLine(function: frames[index].name)] }
            lines[index][lines[index].count - 1].function = frames[index].name
        }
        return lines
    }

    /// Reads llvm-symbolizer's answers: pairs of lines, an empty line behind each address.
    static func parse(_ output: String) -> [[SourceLine]] {
        var answers: [[SourceLine]] = []
        var current: [SourceLine] = []
        var function: Substring?
        for line in output.split(separator: "\n", omittingEmptySubsequences: false) {
            if let name = function {
                current.append(SourceLine(function: name, place: line))
                function = nil
            } else if line.isEmpty {
                answers.append(current.filter { !$0.function.isEmpty || $0.line > 0 })
                current = []
            } else {
                function = line
            }
        }
        return answers
    }
}
