internal import Wasm

/// A function and where in the sources it was: one step of a backtrace, inlined functions being steps of their own.
package struct SourceLine: Sendable, Equatable {
    /// Demangled.
    package var function: String
    /// Nil where the compiler does not say.
    package var file: String?
    /// From 1; 0 where the compiler does not say, and then the file says nothing either.
    package var line: Int
    package var column: Int
    /// The function is Swift's own, whatever file the compiler counts the place to.
    var isStandardLibrary = false

    package init(function: String, file: String? = nil, line: Int = 0, column: Int = 0) {
        self.function = function
        self.file = file
        self.line = line
        self.column = column
    }

    /// Reads what llvm-symbolizer prints in its LLVM style: a line with the function, one with file, line and column.
    init(function: Substring, place: Substring) {
        let name = function == "??" ? "" : readableName(String(function))
        let parts = place.split(separator: ":", omittingEmptySubsequences: false)
        let numbers = parts.suffix(2).map { Int($0) ?? 0 }
        let path = parts.dropLast(2).joined(separator: ":")
        if parts.count > 2, numbers[0] > 0, !path.isEmpty, path != "??", !path.hasSuffix("<compiler-generated>") {
            self.init(function: name, file: path, line: numbers[0], column: numbers[1])
        } else {
            self.init(function: name)
        }
        isStandardLibrary = Self.isStandardLibrary(function, name)
    }

    /// Mangled names of module Swift begin so; extensions of its types in other modules do too.
    private static func isStandardLibrary(_ mangled: Substring, _ name: String) -> Bool {
        guard ["$es", "$eS", "$ss", "$sS"].contains(where: { mangled.hasPrefix($0) }) else { return false }
        return !name.contains("(extension in ") || name.contains("(extension in Swift)")
    }
}
