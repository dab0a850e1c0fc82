import Foundation
import Testing

@Suite("The zoo: a module that cannot be a worker is refused when it is deployed")
struct ZooModuleTests {
    @Test("with one line that says why, and the process has not begun to serve", arguments: ZooModule.all)
    func module(module: ZooModule) throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(
            "swiftlet.toml",
            """
            threads = 1
            cache = "modules"
            [[listeners]]
            address = "127.0.0.1:0"
            cleartext = true
            [workers.bad]
            path = "\(try module.write(in: folder))"
            limits = { \(module.limits) }
            [[routes]]
            match = "*/*"
            worker = "bad"
            """.utf8)
        let result = try Command("timeout", "60", Repository.binary, "serve", "--config", file)
        #expect(result.exitCode == 78, "\(result.everything)")
        // Before any module is looked at, the server says what it has given up.
        let lines = (result.output + result.errors).split(separator: "\n").filter { !$0.contains("notice hardening: ") }
        #expect(lines.count == 1, "\(lines)")
        let line = try #require(lines.first)
        #expect(line.contains("worker bad"))
        #expect(line.contains(module.says), "\"\(module.says)\" in \(line)")
        #expect(!line.contains("listening"))
        let limit = module.limit.map { " limit=workers.bad.\($0.key) value=\($0.value)" } ?? ""
        if let cause = module.cause {
            let fields = try Regex(" cause=\(cause)\(limit) cpu=[0-9]+us memory=[0-9]+$")
            #expect(line.contains(fields), "cause=\(cause)\(limit) in \(line)")
            #expect(line.contains(#/worker bad@[0-9a-f]{12} /#))
        } else {
            #expect(line.contains(" limit=") == (module.limit != nil))
            #expect(limit.isEmpty || line.contains(limit), "\(limit) in \(line)")
        }
    }

    @Test("What an initialisation reads from the clock is the same for all requests")
    func clock() throws {
        let text = """
            (module
              (import "swiftlet" "clock" (func $clock (param i32) (result i64)))
              (memory (export "memory") 3)
              (data (i32.const 1024) "\\01\\00\\00\\00\\00\\00\\00\\00\\c8\\00\\00\\00")
              (data (i32.const 1052) "\\01\\00\\00\\00\\00\\08\\00\\00\\08\\00\\00\\00")
              (func (export "swiftlet_abi_version") (result i32) i32.const 2)
              (func (export "swiftlet_init") (i64.store (i32.const 2048) (call $clock (i32.const 0))))
              (func (export "swiftlet_request_area") (param i32) (result i32) i32.const 65536)
              (func (export "swiftlet_fetch") (result i32) i32.const 1024))
            """
        let folder = try TemporaryFolder()
        let module = ZooModule(name: "clock", deed: "", source: .text(text), says: "")
        let server = try RunningServer(
            """
            [workers.clock]
            path = "\(try module.write(in: folder))"
            [[routes]]
            match = "*/*"
            worker = "clock"

            """)
        let first = try server.get("/")
        #expect(first.body.count == 8 && first.body != [0, 0, 0, 0, 0, 0, 0, 0])
        #expect(try server.get("/").body == first.body)
    }
}
