import Foundation
import Glibc
import Testing

/// What stands around the process once it serves. That all else works behind it, the other tests show: it is on by default.
@Suite("The second wall")
struct WallTests {
    /// A file of /proc/PID, line by line, as names and values.
    private func facts(_ path: String) throws -> [String: String] {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        return text.split(separator: "\n").reduce(into: [:]) { facts, line in
            let parts = line.split(separator: ":", maxSplits: 1)
            facts[String(parts[0])] = parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : ""
        }
    }

    @Test("every thread is filtered and gains no privileges, and no core is left")
    func status() throws {
        let server = try RunningServer(Routes.worker("hello") + Routes.fixed, settings: "threads = 2")
        #expect(try server.get("/hello/").status == 200)
        let tasks = "/proc/\(server.processID)/task"
        let threads = try FileManager.default.contentsOfDirectory(atPath: tasks)
        #expect(threads.count > 1)
        for thread in threads {
            let status = try facts("\(tasks)/\(thread)/status")
            #expect(status["Seccomp"] == "2" && status["NoNewPrivs"] == "1", "\(status)")
        }
        let limits = try String(contentsOfFile: "/proc/\(server.processID)/limits", encoding: .utf8)
        #expect(limits.contains(#/Max core file size\s+0\s+0\s/#))
        #expect(server.output.contains("seccomp=enforce"))
        // A wall with a thread outside is none.
        #expect(!server.output.contains("threads were there before it"))
    }

    @Test("each part can be turned off")
    func off() throws {
        let server = try RunningServer(
            """
            [hardening]
            seccomp = "off"
            landlock = false
            no_new_privileges = false
            core_dumps = true

            """ + Routes.fixed)
        let status = try facts("/proc/\(server.processID)/status")
        #expect(status["Seccomp"] == "0" && status["NoNewPrivs"] == "0")
        #expect(try server.get("/fixed").status == 200)
    }

    /// A folder that is served by a link, the link turned to its neighbour, and to a folder elsewhere, which anybody may
    /// read.
    private func statuses(_ hardening: String) throws -> [Int] {
        let folder = try TemporaryFolder()
        for place in ["site/first", "site/second", "elsewhere/third"] {
            try folder.write("\(place)/a.txt", "text".utf8)
        }
        let link = folder.path("site/current")
        try turn(link, to: folder.path("site/first"))
        let server = try RunningServer(hardening + Routes.files(link), folder: folder)
        var statuses = [try server.get("/files/a.txt").status]
        for place in ["site/second", "elsewhere/third"] {
            try turn(link, to: folder.path(place))
            statuses.append(try server.get("/files/a.txt").status)
        }
        return statuses
    }

    private func turn(_ link: String, to place: String) throws {
        let new = link + ".new"
        try FileManager.default.createSymbolicLink(atPath: new, withDestinationPath: place)
        try #require(unsafe rename(new, link) == 0)
    }

    @Test("Landlock: a link turned to where nothing is served from leads nowhere, though files' modes allow it")
    func landlock() throws {
        #expect(try statuses("") == [200, 200, 404])
        #expect(try statuses("[hardening]\nlandlock = false\n") == [200, 200, 200])
    }

    @Test("user: nothing of root is left, and workers, files and origins are served", .enabled(if: geteuid() == 0))
    func user() throws {
        let folder = try TemporaryFolder()
        let module = try CModule.build("worker", fetch: "", in: folder)
        try folder.write("public/a.txt", "text".utf8)
        let origin = try ScriptedOrigin { try $0.respond(200, "ok") }
        let server = try RunningServer(
            """
            [workers.worker]
            path = "\(module)"
            [[routes]]
            match = "*/worker"
            worker = "worker"

            """ + Routes.files(folder.path("public")) + origin.proxied(),
            settings: "threads = 2\nuser = \"65534:65533\"", cache: folder.path("cache"), folder: folder)
        for path in ["/worker", "/files/a.txt", "/"] { #expect(try server.get(path).status == 200, "\(path)") }
        for thread in try FileManager.default.contentsOfDirectory(atPath: "/proc/\(server.processID)/task") {
            let status = try facts("/proc/\(server.processID)/task/\(thread)/status")
            #expect(status["Uid"] == "65534\t65534\t65534\t65534" && status["Gid"] == "65533\t65533\t65533\t65533")
            #expect(status["Groups"] == "")
            #expect(status["CapEff"] == "0000000000000000" && status["CapPrm"] == "0000000000000000")
        }
        let owner = try FileManager.default.attributesOfItem(atPath: folder.path("cache"))[.ownerAccountID] as? Int
        #expect(owner == 65534, "the cache was made for the user")
    }

    @Test("user: the admin API's socket belongs to that user, and answers it", .enabled(if: geteuid() == 0))
    func socket() throws {
        let folder = try TemporaryFolder()
        let server = try RunningServer(
            "[admin]\nsocket = \"run/admin.sock\"\nsocket_mode = \"0660\"\n[deploy]\nstore = \"store\"\n"
                + Routes.fixed, settings: "user = \"65534:65533\"", cache: folder.path("cache"), folder: folder)
        let path = folder.path("run/admin.sock")
        let facts = try FileManager.default.attributesOfItem(atPath: path)
        #expect(facts[.ownerAccountID] as? Int == 65534 && facts[.groupOwnerAccountID] as? Int == 65533)
        #expect(facts[.posixPermissions] as? Int == 0o660)
        let asked = try Command(
            "setpriv", "--reuid=65534", "--regid=65533", "--clear-groups", Repository.binary, "status", "--host", path)
        #expect(asked.exitCode == 0, "\(asked.errors)")
        _ = server
    }

    @Test("user: somebody else can be become by root alone", .enabled(if: geteuid() == 0))
    func notRoot() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(
            "swiftlet.toml",
            "user = \"65534:65534\"\n[[listeners]]\naddress = \"127.0.0.1:0\"\ncleartext = true\n\(Routes.fixed)".utf8)
        let result = try Command(
            "setpriv", "--reuid=65533", "--regid=65533", "--clear-groups", Repository.binary, "serve", "--config", file)
        #expect(result.exitCode == 71)
        #expect(result.errors.contains("user = \"65534:65534\""), "\(result.errors)")
    }

    /// Runs its arguments where the kernel has no Landlock.
    private static let withoutLandlock = [
        "python3", "-c",
        """
        import ctypes, os, sys
        library = ctypes.CDLL("libseccomp.so.2")
        library.seccomp_init.restype = ctypes.c_void_p
        filter = ctypes.c_void_p(library.seccomp_init(ctypes.c_uint32(0x7fff0000)))
        call = library.seccomp_syscall_resolve_name(b"landlock_create_ruleset")
        assert library.seccomp_rule_add(filter, ctypes.c_uint32(0x00050000 | 38), call, 0) == 0
        assert library.seccomp_load(filter) == 0
        os.execvp(sys.argv[1], sys.argv[1:])
        """,
    ]

    @Test("what the kernel lacks is a line in the log")
    func lacking() throws {
        let server = try RunningServer(Routes.fixed, launcher: Self.withoutLandlock)
        #expect(server.output.contains("warning hardening: landlock is not in force"))
        #expect(!server.output.contains("landlock="))
        #expect(server.output.contains("seccomp=enforce"))
        #expect(try server.get("/fixed").status == 200)
    }

    @Test("or the end, where it is required")
    func required() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(
            "swiftlet.toml",
            """
            [hardening]
            required = true
            [[listeners]]
            address = "127.0.0.1:0"
            cleartext = true
            \(Routes.fixed)
            """.utf8)
        let result = try Command(
            arguments: Self.withoutLandlock + [Repository.binary, "serve", "--config", file])
        #expect(result.exitCode == 71)
        #expect(result.errors.contains("hardening.landlock is not in force"), "\(result.errors)")
        #expect(!result.output.contains("listening"))
    }

    @Test("a secret of the environment is erased from it")
    func environment() throws {
        let folder = try TemporaryFolder()
        let module = try CModule.build(
            "keeper",
            fetch: """
                int32_t length = swiftlet_secret((const uint8_t *)"TOKEN", 5, room, sizeof room);
                answer.status = 200 + length;
                """, in: folder)
        let server = try RunningServer(
            """
            [hardening]
            # So that this test, where it is not root, may look.
            core_dumps = true
            [workers.keeper]
            path = "\(module)"
            [workers.keeper.secrets]
            TOKEN = { environment = "WALL_TEST_TOKEN" }
            [[routes]]
            match = "*/*"
            worker = "keeper"

            """, launcher: ["env", "WALL_TEST_TOKEN=wall-4711-x", "WALL_TEST_OTHER=stays"], folder: folder)
        #expect(try server.get("/").status == 211)
        let environment = try Data(contentsOf: URL(filePath: "/proc/\(server.processID)/environ"))
        let text = String(decoding: environment, as: UTF8.self)
        #expect(text.contains("WALL_TEST_OTHER=stays"))
        #expect(!text.contains("wall-4711-x"))
    }
}
