import Foundation
import Glibc
import Testing

@testable import Hardening

/// In threads of their own: what is forbidden there is forbidden there alone.
@Suite("System calls", .enabled(if: SystemCallFilter.isAvailable, "this kernel has no filters"))
struct SystemCallFilterTests {
    /// Runs `body` behind the filter, and gives what it found.
    private func behind<Value: Sendable>(
        _ mode: SystemCallFilter.Mode, _ body: @escaping @Sendable () -> Value
    ) throws -> Value {
        let done = DispatchSemaphore(value: 0)
        nonisolated(unsafe) var result: Result<Value, any Error>?
        let thread = Thread {
            unsafe result = Result {
                try Privileges.gainNoMore()
                try SystemCallFilter.install(mode, allThreads: false)
                return body()
            }
            done.signal()
        }
        thread.start()
        done.wait()
        return try unsafe #require(result).get()
    }

    /// 0, or the system's reason.
    private static func code(_ result: Int32) -> Int32 {
        if result < 0 { return errno }
        return 0
    }

    private static func socket(_ family: Int32, _ kind: __socket_type = SOCK_STREAM, _ transport: Int32 = 0) -> Int32 {
        let descriptor = Glibc.socket(family, Int32(kind.rawValue) | Int32(SOCK_CLOEXEC.rawValue), transport)
        defer { if descriptor >= 0 { close(descriptor) } }
        return code(descriptor)
    }

    /// What `limits.write_timeout` is measured by: how much of a stream the peer has not taken yet.
    private static func untaken() -> Int32 {
        let descriptor = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var bytes: Int32 = 0
        return code(unsafe ioctl(descriptor, UInt(TIOCOUTQ), &bytes))
    }

    private static func attempts() -> [Int32] {
        [
            socket(AF_UNIX), code(kill(getpid(), 0)), code(unsafe chmod("/nonexistent", 0o777)),
            code(unsafe symlink("a", "/nonexistent/b")),
        ]
    }

    @Test("what is not on the list fails with EPERM")
    func enforced() throws {
        #expect(try behind(.enforce) { Self.attempts() } == [EPERM, EPERM, EPERM, EPERM])
    }

    @Test("what is on the list works: sockets, files, memory, threads")
    func allowed() throws {
        let codes = try behind(.enforce) {
            let file = unsafe open("/dev/null", O_RDONLY | O_CLOEXEC)
            defer { close(file) }
            var thread = pthread_t()
            let started = unsafe pthread_create(&thread, nil, { _ in nil }, nil)
            if started == 0 { pthread_join(thread, nil) }
            let room = unsafe mmap(nil, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
            return [
                Self.socket(AF_INET), Self.untaken(), Self.code(file), started, unsafe room == MAP_FAILED ? errno : 0,
            ]
        }
        #expect(codes == [0, 0, 0, 0, 0])
    }

    /// With and without Fast Open, to a port where nobody listens.
    private static func send(_ flags: Int32) -> Int32 {
        let descriptor = Glibc.socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(9).bigEndian
        address.sin_addr.s_addr = in_addr_t(INADDR_LOOPBACK).bigEndian
        return unsafe withUnsafePointer(to: &address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                let length = socklen_t(MemoryLayout<sockaddr_in>.size)
                return code(Int32(unsafe sendto(descriptor, "x", 1, flags, address, length)))
            }
        }
    }

    @Test("connections that Landlock is not asked about cannot be made: MPTCP, SCTP, TCP Fast Open")
    func connectionsPastLandlock() throws {
        let codes = try behind(.enforce) {
            [
                Self.socket(AF_INET, SOCK_STREAM, 262), Self.socket(AF_INET6, SOCK_STREAM, 132),
                Self.socket(AF_INET, SOCK_SEQPACKET), Self.socket(AF_NETLINK, SOCK_RAW, 12),
                Self.send(Int32(MSG_FASTOPEN)),
            ]
        }
        #expect(codes == [EPERM, EPERM, EPERM, EPERM, EPERM])
    }

    @Test("the resolver's sockets and messages can")
    func resolver() throws {
        let codes = try behind(.enforce) {
            [
                Self.socket(AF_INET6, SOCK_DGRAM), Self.socket(AF_INET, SOCK_DGRAM, Int32(IPPROTO_UDP)),
                Self.socket(AF_INET, SOCK_STREAM, Int32(IPPROTO_TCP)), Self.socket(AF_NETLINK, SOCK_RAW),
                Self.send(Int32(MSG_NOSIGNAL)),
            ]
        }
        #expect(codes == [0, 0, 0, 0, 0])
    }

    @Test("log lets it through")
    func logged() throws {
        #expect(try behind(.log) { Self.attempts() } == [0, 0, ENOENT, ENOENT])
    }

    @Test("off is no filter")
    func off() throws {
        #expect(try behind(.off) { Self.attempts() } == [0, 0, ENOENT, ENOENT])
    }
}
