/// A worker's name, and what follows from it: `my-worker` is the package, its target and its module's file, `my_worker`
/// the Swift module, `MyWorker` the type.
package struct WorkerName: Sendable, Equatable {
    package let name: String
    /// The name of the Swift module, as SwiftPM makes it of a target's name.
    package let module: String
    package let type: String

    /// What a configuration allows for a name.
    private static let lengthMax = 64

    /// - Throws: `.usage`, with a name that would do.
    package init(_ name: String) throws(ToolchainError) {
        if name.utf8.contains(UInt8(ascii: "/")), let last = Self.lastComponent(name) {
            throw ToolchainError(
                .usage, "\"\(name)\" is a path; give a name, and the directory that it goes to: \(last)")
        }
        if let problem = Self.problem(name) {
            throw ToolchainError(
                .usage,
                "the name \"\(Self.printable(name))\" \(problem); try: swiftlet new \(Self.suggestion(for: name))")
        }
        self.name = name
        module = Self.module(name)
        type = Self.type(name)
    }

    /// `my-worker` is `MyWorker`. Where the SDK, Swift or a template has such a type already: `RequestWorker`.
    private static func type(_ name: String) -> String {
        let words = name.split { $0 == "-" || $0 == "_" }
        let type = words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
        return ReservedNames.types.contains(type) ? type + "Worker" : type
    }

    private static func module(_ name: String) -> String {
        String(name.map { $0 == "-" ? "_" : $0 })
    }

    /// What is wrong with a name; nil: nothing.
    private static func problem(_ name: String) -> String? {
        guard isWellFormed(name), name.utf8.count <= lengthMax else {
            return "is not of up to \(lengthMax) ASCII letters, digits, - and _, with a letter first"
        }
        if ReservedNames.keywords.contains(module(name)) { return "is a word of the Swift language" }
        if ReservedNames.modules.contains(module(name).lowercased()) {
            return "is that of a module that workers or their tests use"
        }
        return nil
    }

    private static func isWellFormed(_ name: String) -> Bool {
        guard let first = name.utf8.first, isLetter(first) else { return false }
        return name.utf8.allSatisfy {
            isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
        }
    }

    // MARK: what to say instead

    /// A name that is allowed and looks like `text`.
    static func suggestion(for text: String) -> String {
        var result: [UInt8] = []
        for byte in text.utf8 {
            if isLetter(byte) || (isDigit(byte) && !result.isEmpty) || (byte == UInt8(ascii: "_") && !result.isEmpty) {
                result.append(byte)
            } else if byte < 0x80, let last = result.last, last != UInt8(ascii: "-") {
                result.append(UInt8(ascii: "-"))
            }
            // Letters with accents are left out: nobody wants w-rker for wörker.
            if result.count == lengthMax / 2 { break }
        }
        while result.last == UInt8(ascii: "-") { result.removeLast() }
        let name = String(decoding: result, as: UTF8.self)
        if name.isEmpty { return "my-worker" }
        return problem(name) == nil ? name : name + "-worker"
    }

    /// On one line, of a bounded length: a name may hold anything.
    private static func printable(_ name: String) -> String {
        let text = name.unicodeScalars.prefix(lengthMax).map { $0.value < 0x20 || $0.value == 0x7F ? "?" : String($0) }
        return text.joined() + (name.unicodeScalars.count > lengthMax ? "…" : "")
    }

    /// `swiftlet new b --directory a` for `a/b`; nil where nothing of the path could be a name.
    private static func lastComponent(_ path: String) -> String? {
        let parts = path.split(separator: "/")
        guard let last = parts.last, isWellFormed(String(last)) else { return nil }
        let parent = parts.dropLast().joined(separator: "/")
        let directory = (path.hasPrefix("/") ? "/" : "") + parent
        return directory.isEmpty ? "swiftlet new \(last)" : "swiftlet new \(last) --directory \(printable(directory))"
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        let lower = byte | 0x20
        return lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z")
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }
}
