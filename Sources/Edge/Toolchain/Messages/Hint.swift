/// What to do, in plain words, about what the compiler says of Embedded Swift: workers are compiled for a sandbox without
/// a Swift runtime, which the compiler's words suppose to be known.
enum Hint {
    private struct Rule {
        /// All of them stand in the message.
        var parts: [String]
        var hint: String

        init(_ parts: String..., hint: String) {
            self.parts = parts
            self.hint = hint
        }
    }

    static func about(_ text: String, excerpt: [String] = []) -> String? {
        if text.contains("'any Error'") || text.contains("untyped throws") { return untypedThrows }
        return rules.first { $0.parts.allSatisfy { text.contains($0) } }?.hint
    }

    private static let untypedThrows =
        "workers know no untyped 'throws': name the error, as in 'throws(MyError)' and 'do throws(MyError) { … }'"
    private static let foundation =
        "a worker has no Foundation and no system library: the standard library and 'import Swiftlet' are what there is"
    private static let tasks =
        "a worker has no async/await, tasks or actors: host calls wait by themselves; several run at once when all are "
        + "sent before the first answer is taken (docs/sdk.md)"
    private static let codable =
        "a worker has no Codable: read and write the format by hand, as workers/bff does with JSON"
    private static let reflection =
        "a worker has no reflection: give the type a 'description' (CustomStringConvertible) and use that"

    private static let rules = [
        Rule(
            "cannot use a value of protocol type",
            hint: "workers know no 'any P': take 'some P' or a generic parameter, or an enum with a case for each type"),
        Rule(
            "on a value of type 'any ",
            hint: "workers know no 'any P': take 'some P' or a generic parameter, or an enum with a case for each type"),
        Rule("cannot use key path", hint: "workers know no key paths: use a closure, as in '{ $0.count }'"),
        Rule("key path", "unavailable", hint: "workers know no key paths: use a closure, as in '{ $0.count }'"),
        Rule("metatype", hint: "workers know no types as values: use a generic parameter, or an enum"),
        Rule("no such module 'Foundation", hint: foundation),
        Rule("no such module 'Glibc'", hint: foundation),
        Rule("no such module 'Dispatch'", hint: tasks),
        Rule("no such module 'Swiftlet'", hint: dependency),
        Rule(
            "no such module",
            hint: "the package that has it must be a dependency of the target, and build for WebAssembly"),
        Rule("module '_Concurrency'", hint: tasks),
        Rule("cannot find 'Task' in scope", hint: tasks),
        Rule("cannot find 'Date' in scope", hint: "the time is 'Clock' of the SDK: a worker has no Foundation"),
        Rule("cannot find 'URL' in scope", hint: foundation),
        Rule(
            "cannot find 'Data' in scope", hint: "bytes are '[UInt8]' or the SDK's 'Bytes': a worker has no Foundation"),
        Rule("have 'format:", hint: "String(format:) is Foundation's, which workers do not have: use interpolation"),
        Rule("'Codable' is unavailable", hint: codable),
        Rule("to protocol 'Decodable'", hint: codable),
        Rule("to protocol 'Encodable'", hint: codable),
        Rule("'Mirror'", hint: reflection),
        Rule("'init(describing:)'", hint: reflection),
        Rule("'init(reflecting:)'", hint: reflection),
        Rule("appendInterpolation", "unavailable", hint: reflection),
        Rule(
            "'print(_:terminator:)'",
            hint:
                "a worker's print takes one text, and log.info(…) of the SDK reaches the host's log: put the value into the text"
        ),
        Rule("attribute 'weak'", hint: "workers know no 'weak': memory goes with the request, a cycle does no harm"),
        Rule("must be 'final' in Embedded Swift", hint: "make the class or the method 'final'"),
        Rule("missing 'Regex'", hint: "a worker has no Regex: use 'firstIndex(of:)', 'hasPrefix' and 'split'"),
        Rule("unavailable in embedded Swift", hint: "this part of the standard library is not there in a worker"),
        Rule(
            "not supported by the macOS", hint: "build with 'swiftlet build', which compiles for \(Compiler.triple)"),
    ]

    static let dependency =
        "Package.swift needs .package(name: \"swiftlet-sdk\", path: \"…\"), and its target "
        + ".product(name: \"Swiftlet\", package: \"swiftlet-sdk\")"
}
