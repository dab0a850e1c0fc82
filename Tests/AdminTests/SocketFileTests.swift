import Glibc
import Testing

@testable import Admin

@Suite("The unix socket's file", .serialized)
struct SocketFileTests {
    private func failure(_ path: String) -> String {
        do throws(AdminListenerError) {
            _ = try AdminListener(socket: path, mode: 0o600)
            return ""
        } catch {
            return error.description
        }
    }

    @Test(
        "It has the mode that was asked for, whatever the umask, and is gone with the listener",
        arguments: [0o600, 0o660, 0o666])
    func mode(_ mode: Int) throws {
        let directory = TemporaryDirectory.make()
        defer { TemporaryDirectory.remove(directory) }
        let path = "\(directory)/a.sock"
        var listener: AdminListener? = try AdminListener(socket: path, mode: UInt32(mode))
        #expect(listener?.name == "unix:\(path)")
        #expect(TemporaryDirectory.mode(path) == UInt32(mode))
        listener = nil
        #expect(!TemporaryDirectory.exists(path))
    }

    @Test("It belongs to whom the host becomes, which only root can make so")
    func owner() throws {
        let directory = TemporaryDirectory.make()
        defer { TemporaryDirectory.remove(directory) }
        let path = "\(directory)/a.sock"
        let owner = AdminListener.Owner(user: 65534, group: 65533)
        guard geteuid() == 0 else {
            #expect(throws: AdminListenerError.self) { try AdminListener(socket: path, mode: 0o660, owner: owner) }
            #expect(!TemporaryDirectory.exists(path))
            return
        }
        let listener = try AdminListener(socket: path, mode: 0o660, owner: owner)
        var status = stat()
        #expect(unsafe lstat(path, &status) == 0)
        #expect(status.st_uid == 65534 && status.st_gid == 65533)
        #expect(TemporaryDirectory.mode(path) == 0o660)
        _ = consume listener
    }

    @Test("A file that a killed host has left is replaced; a host that answers is not")
    func stale() throws {
        let directory = TemporaryDirectory.make()
        defer { TemporaryDirectory.remove(directory) }
        let path = "\(directory)/a.sock"
        let (descriptor, _) = try SocketFile.bind(path, mode: 0o600)
        close(descriptor)
        #expect(TemporaryDirectory.exists(path))
        let listener = try AdminListener(socket: path, mode: 0o600)
        #expect(failure(path).contains("another host answers at \(path)"))
        #expect(TemporaryDirectory.exists(path))
        _ = consume listener
    }

    @Test("A listener does not remove what another has put in its place")
    func replaced() throws {
        let directory = TemporaryDirectory.make()
        defer { TemporaryDirectory.remove(directory) }
        let path = "\(directory)/a.sock"
        var first: AdminListener? = try AdminListener(socket: path, mode: 0o600)
        _ = unsafe rename(path, "\(directory)/b.sock")
        let second = try AdminListener(socket: path, mode: 0o600)
        #expect(first != nil)
        first = nil
        #expect(TemporaryDirectory.exists(path))
        _ = consume second
    }

    @Test("What cannot be is said in words")
    func refusals() {
        let directory = TemporaryDirectory.make()
        defer { TemporaryDirectory.remove(directory) }
        #expect(failure("\(directory)/\(String(repeating: "a", count: 108))").contains("choose a shorter one"))
        TemporaryDirectory.write("\(directory)/file", [1])
        #expect(failure("\(directory)/file").contains("is no socket"))
        #expect(failure("\(directory)/file/a.sock").contains("lstat: Not a directory"))
        #expect(failure("\(directory)/a/b/c.sock").contains("make its directory first"))
        #expect(failure("").contains("1 to 107"))
    }
}
