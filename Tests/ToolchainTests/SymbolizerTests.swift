import Foundation
import Testing

@testable import Toolchain
@testable import Wasm

/// Lines of sources for places in a module, with the toolchain's own compiler and symbolizer.
struct SymbolizerTests {
    private static let source = """
        __attribute__((always_inline)) static int check(int n) {
            if (n > 5)
                __builtin_trap();
            return n * 2;
        }

        __attribute__((export_name("run"))) int run(int n) {
            return check(n) + 1;
        }
        """

    /// A directory with a module made from that source.
    private final class Built {
        let directory = FileManager.default.temporaryDirectory.appending(path: "swiftlet-test-\(UUID().uuidString)")
        let module: String
        let tools: String

        init(_ source: String, debug: Bool = true) throws {
            tools = try Compiler.find().root + "/bin"
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            module = directory.appending(path: "m.wasm.debug").path(percentEncoded: false)
            let file = directory.appending(path: "m.c")
            try Data(source.utf8).write(to: file)
            let clang = Process()
            clang.executableURL = URL(filePath: tools + "/clang")
            clang.arguments =
                ["--target=wasm32", "-O1", "-nostdlib", "-Wl,--no-entry", "-o", module]
                + (debug ? ["-g"] : []) + [file.path(percentEncoded: false)]
            try clang.run()
            clang.waitUntilExit()
            #expect(clang.terminationStatus == 0)
        }

        deinit { try? FileManager.default.removeItem(at: directory) }

        func bytes() throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(filePath: module))) }

        func symbolizer(of other: [UInt8]? = nil) throws -> Symbolizer {
            try Symbolizer(debugModule: module, of: try other ?? bytes(), program: tools + "/llvm-symbolizer")
        }
    }

    @Test("A trap in an inlined function is told with its line and the caller's; the frame gives the outer name")
    func inlined() throws {
        let built = try Built(Self.source)
        let symbolizer = try built.symbolizer()
        let code = try #require(ModuleLayout.codeSection(of: built.bytes()))
        let addresses = (0..<UInt32(code.count)).map { $0 }
        let lines = symbolizer.describe(addresses)
        let trap = try #require(lines.firstIndex { $0.map(\.line) == [3, 8] })
        #expect(lines[trap].map(\.function) == ["check", "run"])
        #expect(lines[trap][0].file?.hasSuffix("/m.c") == true)
        let steps = symbolizer.describe([Frame("the name in the trap", at: addresses[trap])], trapped: true)
        #expect(steps.map { $0.map(\.function) } == [["check", "the name in the trap"]])
    }

    @Test("The stripped module of the same build fits; a module of another build does not")
    func fit() throws {
        let built = try Built(Self.source)
        _ = try built.symbolizer(of: ModuleLayout(built.bytes()).withoutDebugInformation())
        let other = try Built(Self.source.replacing("n * 2", with: "n * 3"))
        #expect { try built.symbolizer(of: other.bytes()) } throws: { "\($0)".contains("belongs to another build") }
    }

    @Test("What is missing is named")
    func missing() throws {
        let plain = try Built(Self.source, debug: false)
        #expect { try plain.symbolizer() } throws: { "\($0)".contains("no debug information") }
        let bytes = try plain.bytes()
        #expect {
            try Symbolizer(debugModule: "/nonexistent.wasm.debug", of: bytes, program: plain.tools + "/llvm-symbolizer")
        } throws: { "\($0)".contains("/nonexistent.wasm.debug is missing") }
        #expect {
            try Symbolizer(debugModule: plain.module, of: bytes, program: "/nonexistent/llvm-symbolizer")
        } throws: { "\($0)".contains("/nonexistent/llvm-symbolizer is missing") }
    }

    @Test("Addresses outside of the code give nothing, and the answers stay in order")
    func unknownAddresses() throws {
        let built = try Built(Self.source)
        let code = try #require(ModuleLayout.codeSection(of: built.bytes()))
        let last = UInt32(code.count - 2)
        let lines = try built.symbolizer().describe([0xffff_ffff, last, 0xff_ffff])
        #expect(lines.count == 3)
        #expect(lines[0].allSatisfy { $0.line == 0 })
        #expect(lines[1].contains { $0.line > 0 })
        #expect(lines[2].allSatisfy { $0.line == 0 })
    }

    @Test("llvm-symbolizer's text is read: Swift names demangled, the compiler's own code without a line")
    func parsing() {
        let output = """
            Swift runtime failure: Index out of range
            /<compiler-generated>:0:0
            $eSayxSicigSi_Tg5
            /a b/c:d.swift:0:24
            $e5Hello6WorkerV5fetchSiyF
            /a b/c:d.swift:13:36

            ??
            ??:0:0

            malloc
            /sdk/heap.c:25:33

            """
        let answers = Symbolizer.parse(output)
        #expect(answers.count == 3)
        #expect(answers[0][0] == SourceLine(function: "Swift runtime failure: Index out of range"))
        #expect(answers[0][1].file == nil)
        #expect(
            answers[0][2]
                == SourceLine(function: "Hello.Worker.fetch() -> Int", file: "/a b/c:d.swift", line: 13, column: 36))
        #expect(answers[0].map(\.isStandardLibrary) == [false, true, false])
        #expect(answers[1].isEmpty)
        #expect(answers[2] == [SourceLine(function: "malloc", file: "/sdk/heap.c", line: 25, column: 33)])
    }
}
