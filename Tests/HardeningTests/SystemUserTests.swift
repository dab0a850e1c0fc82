import Foundation
import Glibc
import Testing

@testable import Hardening

@Suite struct SystemUserTests {
    @Test("names and numbers are found, with a group of their own or another")
    func found() throws {
        let root = try SystemUser("root")
        #expect(root.user == 0 && root.group == 0)
        let mixed = try SystemUser("root:4711")
        #expect(mixed.user == 0 && mixed.group == 4711)
        let numbers = try SystemUser("4711:4712")
        #expect(numbers.user == 4711 && numbers.group == 4712)
        #expect(numbers.description == "4711:4712 (4711:4712)")
    }

    @Test(
        "what is nobody's is an error that names it",
        arguments: [
            ("no-such-user-here", "no-such-user-here"), ("root:no-such-group", "no-such-group"), ("4711", "4711:4711"),
            ("", "\"\""), ("-1:0", "-1"), ("root:", "group \"\""),
        ])
    func unknown(text: String, named: String) {
        #expect(throws: HardeningError.self) { try SystemUser(text) }
        do throws(HardeningError) { _ = try SystemUser(text) } catch {
            #expect(error.description.contains(named), "\(error)")
        }
    }

    @Test("only root may become somebody else", .enabled(if: geteuid() != 0))
    func notRoot() throws {
        let other = try SystemUser("\(geteuid() + 1):\(getegid())")
        #expect(throws: HardeningError.self) { try other.become() }
    }

    /// In a thread of its own, which alone loses them.
    @Test("capabilities are given up, those for programs it would start too")
    func capabilities() throws {
        let done = DispatchSemaphore(value: 0)
        nonisolated(unsafe) var status: Result<String, any Error>?
        let thread = Thread {
            unsafe status = Result {
                try Privileges.dropCapabilities()
                return try String(contentsOfFile: "/proc/thread-self/status", encoding: .utf8)
            }
            done.signal()
        }
        thread.start()
        done.wait()
        let lines = try unsafe #require(status).get().split(separator: "\n")
        for name in ["CapInh", "CapPrm", "CapEff", "CapAmb"] {
            #expect(lines.contains("\(name):\t0000000000000000"), "\(name)")
        }
    }
}
