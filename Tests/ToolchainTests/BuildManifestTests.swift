import Testing

@testable import Toolchain

@Suite("SwiftPM's plan")
struct BuildManifestTests {
    private let text = #"""
        client:
          name: basic
        commands:
          "C.hello.exe":
            tool: shell
            inputs: ["/b/lib.build/L.swift.o","/b/hello.build/H.swift.o"]
            outputs: ["/b/hello.wasm"]
            args: ["swiftc","-o","/b/hello.wasm"]
          "C.hello.module":
            tool: shell
            inputs: ["/s/H.swift","/s/I.swift","/b/Modules/lib.swiftmodule"]
            outputs: ["/b/hello.build/H.swift.o","/b/hello.build/hello.swiftmodule"]
            args: ["swiftc","-DQUOTED=\"a\\b\""]
          "C.lib.module":
            tool: shell
            inputs: ["/l/L.swift"]
            outputs: ["/b/lib.build/L.swift.o","/b/Modules/lib.swiftmodule"]
            args: ["swiftc"]
        """#

    @Test("the link command and the compilations are found")
    func commands() {
        let manifest = BuildManifest(text)
        #expect(manifest.link?.outputs == ["/b/hello.wasm"])
        #expect(manifest.modules.map(\.name) == ["C.hello.module", "C.lib.module"])
        #expect(manifest.modules.first?.arguments == ["swiftc", "-DQUOTED=\"a\\b\""])
    }

    @Test("a module that another imports is not compiled alone")
    func imported() {
        let manifest = BuildManifest(text)
        #expect(manifest.module(reading: ["/s/H.swift"])?.name == "C.hello.module")
        #expect(manifest.module(reading: ["/l/L.swift"]) == nil)
        #expect(manifest.module(reading: ["/s/H.swift", "/l/L.swift"]) == nil)
        #expect(manifest.module(reading: ["/s/H.swift", "/s/unknown.h"]) == nil)
    }

    @Test("two executables are no worker's plan")
    func twoExecutables() {
        let second = text.replacing("C.lib.module", with: "C.other.exe")
        #expect(BuildManifest(second).link == nil)
    }

    @Test("the plugin of a macro is no second executable, and needs no other command")
    func plugin() {
        let plugin = #"""

              "C.P-x86_64-unknown-linux-gnu-release-tool.exe-tool":
                tool: shell
                inputs: ["/n/P.build/P.swift.o"]
                outputs: ["/n/P-tool"]
                args: ["swiftc","-o","/n/P-tool"]
              "C.P-x86_64-unknown-linux-gnu-release-tool.module":
                tool: shell
                inputs: ["/p/P.swift"]
                outputs: ["/n/P.build/P.swift.o","/n/Modules/P.swiftmodule"]
                args: ["swiftc"]
            """#
        let manifest = BuildManifest(text + plugin)
        #expect(manifest.link?.outputs == ["/b/hello.wasm"])
        #expect(manifest.module(reading: ["/s/H.swift"])?.name == "C.hello.module")
        #expect(manifest.modules.count == 3)
    }

    @Test("progress is read from SwiftPM's counts")
    func progress() {
        #expect(BuildProgress("[3/8] Compiling a b") == BuildProgress(step: 3, total: 8, text: "Compiling a b"))
        #expect(BuildProgress("[#EmbeddedRestrictions]: <https://x>") == nil)
        #expect(BuildProgress("Build complete!") == nil)
    }
}
