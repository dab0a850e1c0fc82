import Foundation
import Testing

/// `swiftlet inspect`: what a module is made of.
struct InspectCommandTests {
    private func inspect(_ arguments: String...) throws -> Command {
        try Command(arguments: [Repository.binary, "inspect"] + arguments)
    }

    private func object(_ command: Command) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(command.output.utf8)) as? [String: Any])
    }

    @Test("a worker is told by its sections, functions, memory, snapshot and initialisation")
    func text() throws {
        let command = try inspect(Repository.module("hello"), "--functions", "3")
        #expect(command.exitCode == 0)
        for part in [
            "a worker of ABI version 2", "  code", "the largest of", "imports    ", "swiftlet_fetch",
            "64KiB (1 page) after init()", "stack      24KiB", "init()     ", "snapshot   ", "isolates   rewound",
        ] {
            #expect(command.output.contains(part), "\(part): \(command.output)")
        }
    }

    @Test("memory that a worker reserves in init() is there before its first request, and the isolate is still rewound")
    func reserved() throws {
        let command = try inspect(Repository.module("bff"))
        #expect(command.output.contains("192KiB (3 pages) after init()"), "\(command.output)")
        #expect(command.output.contains("isolates   rewound"))
    }

    @Test("--json holds the same, and its sizes add up")
    func json() throws {
        let path = Repository.module("storefront")
        let found = try object(inspect(path, "--json"))
        let bytes = try Data(contentsOf: URL(filePath: path)).count
        #expect(found["bytes"] as? Int == bytes)
        let sections = try #require(found["sections"] as? [[String: Any]])
        #expect(sections.compactMap { $0["bytes"] as? Int }.reduce(8, +) == bytes)
        #expect((found["functions"] as? [[String: Any]])?.count == 10)
        #expect((found["imports"] as? [String])?.contains("swiftlet.origin") == true)
        #expect((found["memory"] as? [String: Any])?["after_init_bytes"] as? Int == 65536)
        #expect(found["rewound"] as? Bool == true)
        #expect((found["compiled_bytes"] as? Int ?? 0) > 0)
    }

    @Test("--json is JSON when there is nothing to tell, of every command", arguments: ["build", "inspect", "invoke"])
    func jsonOfFailure(_ name: String) throws {
        let command = try Command(arguments: [Repository.binary, name, "/nonexistent", "--json"])
        let error = try #require(try object(command)["error"] as? String)
        #expect(error.contains("/nonexistent: no such"))
        #expect(command.errors == "swiftlet \(name): \(error)\n")
        #expect(command.exitCode != 0)
    }

    @Test("what is no worker ends in one line and 65")
    func badModules() throws {
        let folder = try TemporaryFolder()
        let good = try Data(contentsOf: URL(filePath: Repository.module("hello")))
        let header: [UInt8] = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]
        // Imports env.f: one type () -> (), one import.
        let stranger = header + [1, 4, 1, 0x60, 0, 0, 2, 9, 1, 3, 0x65, 0x6e, 0x76, 1, 0x66, 0, 0]
        for (name, bytes, reason) in [
            ("empty", [], "is empty"), ("text", Array("#!/bin/sh\n".utf8), "not a WebAssembly module"),
            ("bare", header, "exports no function swiftlet_abi_version"),
            ("cut", Array(good.prefix(good.count / 2)), "ends too early"),
            ("component", [0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0], "a component?"),
            ("stranger", stranger, "imports env.f, which does not exist"),
        ] as [(String, [UInt8], String)] {
            let path = try folder.write("\(name).wasm", bytes)
            let command = try inspect(path)
            #expect(command.exitCode == 65, "\(name)")
            #expect(command.output.isEmpty)
            #expect(command.errors.contains(reason), "\(name): \(command.errors)")
            #expect(command.errors.split(separator: "\n").count == 1, "\(command.errors)")
        }
    }

    @Test("a file that is not there, or far too large, is told without reading it")
    func badFiles() throws {
        let folder = try TemporaryFolder()
        #expect(try inspect("/nonexistent.wasm").exitCode == 64)
        let huge = try folder.write("huge.wasm", [])
        // Sparse: it takes no space.
        try FileHandle(forWritingTo: URL(filePath: huge)).truncate(atOffset: 65 << 20)
        let command = try inspect(huge)
        #expect(command.exitCode == 65)
        #expect(command.errors.contains("larger than 64 MiB"))
    }
}
