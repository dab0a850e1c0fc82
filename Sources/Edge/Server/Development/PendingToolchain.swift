// Stand-ins until the toolchain's own are there.
struct Compiler: Sendable {}
struct BuildFailure: Error, Sendable { var messages: [CompilerMessage]; var summary: String; var output: String }
struct CompilerMessage: Sendable {
    enum Severity: Sendable { case error, warning, note }
    var file: String; var line: Int; var column: Int; var severity: Severity; var text: String
    var excerpt: [String]; var hint: String?
}
struct SourceLine: Sendable, Equatable { var function: String; var file: String?; var line: Int; var column: Int }
struct Symbolizer: Sendable {
    init?(debugModule: String, compiler: Compiler) { return nil }
    func describe(_ addresses: [UInt32]) -> [[SourceLine]] { [] }
}
