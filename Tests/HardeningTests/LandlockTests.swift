import Foundation
import Glibc
import Testing

@testable import Hardening

/// In threads of their own: what is given up there is given up there alone.
@Suite("Landlock", .enabled(if: Landlock.version > 0, "this kernel has no Landlock"))
struct LandlockTests {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "swiftlet-landlock-\(UUID().uuidString)")
        for name in ["in", "out"] {
            let directory = folder.appending(path: name)
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            try Data("text".utf8).write(to: directory.appending(path: "file"))
        }
    }

    private func path(_ name: String) -> String { folder.appending(path: name).path(percentEncoded: false) }

    /// Runs `body` behind the rules, and gives what it found.
    private func behind<Value: Sendable>(
        _ rules: Landlock, _ body: @escaping @Sendable () throws -> Value
    ) throws -> Value {
        let done = DispatchSemaphore(value: 0)
        nonisolated(unsafe) var result: Result<Value, any Error>?
        let thread = Thread {
            unsafe result = Result {
                try Privileges.gainNoMore()
                try rules.restrict()
                return try body()
            }
            done.signal()
        }
        thread.start()
        done.wait()
        defer { try? FileManager.default.removeItem(at: folder) }
        return try unsafe #require(result).get()
    }

    /// 0, or the system's reason.
    private static func open(_ path: String, _ flags: Int32) -> Int32 {
        let descriptor = unsafe Glibc.open(path, flags, 0o600)
        guard descriptor >= 0 else { return errno }
        close(descriptor)
        return 0
    }

    @Test("what no rule names cannot be opened, what one names can be read, and written where it says so")
    func files() throws {
        var rules = Landlock()
        rules.allow(path("in"), .read)
        let (inside, new, outside) = (path("in/file"), path("in/new"), path("out/file"))
        let codes = try behind(rules) {
            [
                Self.open(inside, O_RDONLY), Self.open(inside, O_WRONLY), Self.open(new, O_WRONLY | O_CREAT),
                Self.open(outside, O_RDONLY),
            ]
        }
        #expect(codes == [0, EACCES, EACCES, EACCES])
    }

    @Test("files can be made, renamed and removed where writing is allowed; directories cannot")
    func writing() throws {
        var rules = Landlock()
        rules.allow(path("in"), .write)
        let (new, moved, outside, directory) = (path("in/new"), path("in/moved"), path("out/moved"), path("in/sub"))
        let codes = try behind(rules) {
            [
                Self.open(new, O_WRONLY | O_CREAT | O_TRUNC),
                unsafe rename(new, outside) == 0 ? 0 : errno,
                unsafe rename(new, moved) == 0 ? 0 : errno,
                unsafe unlink(moved) == 0 ? 0 : errno,
                unsafe mkdir(directory, 0o700) == 0 ? 0 : errno,
            ]
        }
        #expect(codes == [0, EXDEV, 0, 0, EACCES] || codes == [0, EACCES, 0, 0, EACCES])
    }

    @Test("a rule for a file is for that file, and one for nothing is none")
    func exactFile() throws {
        var rules = Landlock()
        rules.allow(path("in/file"), .read)
        rules.allow(path("nothing"), .read)
        let (inside, outside) = (path("in/file"), path("out/file"))
        #expect(try behind(rules) { [Self.open(inside, O_RDONLY), Self.open(outside, O_RDONLY)] } == [0, EACCES])
    }

    @Test(
        "only ports with a rule can be connected to, and none can be bound",
        .enabled(if: Landlock.version >= Landlock.Version.ports, "this kernel's Landlock does not know ports"))
    func ports() throws {
        var rules = Landlock()
        rules.allow(port: 9)
        let codes = try behind(rules) {
            [Self.connect(port: 9), Self.connect(port: 10), Self.bind()]
        }
        // Nobody listens there: what counts is whether the kernel lets us try.
        #expect(codes[0] != EACCES)
        #expect(codes[1...] == [EACCES, EACCES])
    }

    private static func connect(port: UInt16) -> Int32 { unsafe with(port, Glibc.connect) }

    private static func bind() -> Int32 { unsafe with(0, Glibc.bind) }

    private static func with(
        _ port: UInt16, _ call: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = unsafe inet_addr("127.0.0.1")
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe call(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0 ? 0 : errno
            }
        }
    }
}
