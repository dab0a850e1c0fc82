/// What SwiftPM tells its build engine to run: `release.yaml` in the scratch directory, read for the few commands that
/// make the worker's own module.
///
/// The file is no promise of SwiftPM's, so every reading may fail, and then SwiftPM itself builds. A value of one build.
struct BuildManifest {
    struct Command {
        var name: String
        var inputs: [String] = []
        var outputs: [String] = []
        var arguments: [String] = []
    }

    private(set) var commands: [Command] = []

    init(_ text: String) {
        var isInCommands = false
        for line in text.split(separator: "\n") {
            if !line.hasPrefix(" ") { isInCommands = line == "commands:" }
            guard isInCommands else { continue }
            if line.hasPrefix("  \""), line.hasSuffix("\":") {
                commands.append(Command(name: String(line.dropFirst(3).dropLast(2))))
            } else if let last = commands.indices.last {
                if let list = Self.list(line, "inputs") { commands[last].inputs = list }
                if let list = Self.list(line, "outputs") { commands[last].outputs = list }
                if let list = Self.list(line, "args") { commands[last].arguments = list }
            }
        }
    }

    /// The linking of the one executable; nil: there are none or several.
    var link: Command? {
        let links = commands.filter { $0.name.hasPrefix("C.") && $0.name.hasSuffix(".exe") && !$0.arguments.isEmpty }
        guard links.count == 1, links[0].outputs.count == 1, links[0].outputs[0].hasSuffix(".wasm") else { return nil }
        return links[0]
    }

    /// The Swift modules that are compiled.
    var modules: [Command] {
        commands.filter { $0.name.hasPrefix("C.") && $0.name.hasSuffix(".module") && !$0.arguments.isEmpty }
    }

    /// The compilation that alone reads these files and whose module nothing else imports.
    func module(reading files: Set<String>) -> Command? {
        let readers = modules.filter { !files.isDisjoint(with: $0.inputs) }
        guard readers.count == 1, files.isSubset(of: readers[0].inputs) else { return nil }
        let made = readers[0].outputs.filter { $0.hasSuffix(".swiftmodule") }
        guard !made.isEmpty, !modules.contains(where: { !Set($0.inputs).isDisjoint(with: made) }) else { return nil }
        return readers[0]
    }

    /// The strings of `    key: ["a","b"]`.
    private static func list(_ line: Substring, _ key: String) -> [String]? {
        let prefix = "    \(key): ["
        guard line.hasPrefix(prefix), line.hasSuffix("]") else { return nil }
        var strings: [String] = []
        var current: String.UnicodeScalarView?
        var isEscaped = false
        for scalar in line.dropFirst(prefix.count).dropLast().unicodeScalars {
            if current == nil {
                if scalar == "\"" { current = "".unicodeScalars } else if scalar != "," { return nil }
            } else if isEscaped {
                // SwiftPM escapes quotes and backslashes; what else there might be is left to it.
                guard scalar == "\"" || scalar == "\\" || scalar == "/" else { return nil }
                current?.append(scalar)
                isEscaped = false
            } else if scalar == "\\" {
                isEscaped = true
            } else if scalar == "\"", let finished = current {
                strings.append(String(finished))
                current = nil
            } else {
                current?.append(scalar)
            }
        }
        return current == nil ? strings : nil
    }
}
