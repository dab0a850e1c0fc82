import Glibc
import HTTP
import Testing

@testable import Admin

@Suite("docs/admin-api.md")
struct DocumentationTests {
    private static let page: String = {
        let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
        let path = root.joined(separator: "/") + "/docs/admin-api.md"
        let descriptor = unsafe open(path, O_RDONLY)
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = unsafe read(descriptor, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }()

    @Test("Its table has every operation, with path and scope, and no other")
    func operations() {
        let rows = Self.page.split(separator: "\n").filter { $0.contains("` | `") && $0.contains("/v1/") }.map(
            String.init)
        let expected = OperationTable.all.map { entry in
            "| `\(entry.id.rawValue)` | `\(entry.method.name) \(entry.path)` | \(entry.scope.rawValue) |"
        }
        #expect(rows == expected)
    }

    @Test("Its limits are those that hold")
    func limits() {
        let limits = AdminLimits()
        for text in [
            "| \(limits.connectionsMax), of which \(limits.remoteConnectionsMax) over TCP |",
            "| tails of them | \(limits.tailsMax) |",
            "\(AdminLimits.headBytesMax >> 10) KiB, \(AdminLimits.fieldsMax) fields, \(AdminLimits.targetBytesMax >> 10) KiB",
            "| a JSON body | \(AdminLimits.jsonBytesMax >> 10) KiB |",
            "| \(limits.uploadBytesMax >> 20) MiB together |",
            "to its last | \(limits.headMilliseconds / 1000) s |",
            "`admin.timeout`, \(limits.stallMilliseconds / 1000) s unless it says otherwise;",
            "otherwise; \(limits.bodyMilliseconds / 1000) s for all of it |",
            "requests of a connection | \(limits.idleMilliseconds / 1000) s |",
            "From the \(limits.failuresPerMinuteMax + 1)st refused attempt",
        ] {
            #expect(Self.page.contains(text), "\(text)")
        }
    }

    @Test("The bodies that it shows for rollouts and shadow traffic are taken")
    func bodies() throws {
        let lines = Self.page.split(separator: "\n").filter {
            $0.hasPrefix("{\"weights\"") || $0.hasPrefix("{\"candidate\"") || $0.hasPrefix("{\"paused\"")
        }
        let shadows = lines.filter { $0.contains("\"subrequests\"") }
        #expect(lines.count == 4 && shadows.count == 1)
        for line in lines where !shadows.contains(line) {
            #expect(throws: Never.self) { try RolloutRequest(parsing: Array(line.utf8), strict: true) }
        }
        for line in shadows {
            let request = try ShadowRequest(parsing: Array(line.utf8), strict: true)
            #expect(request.problem == nil && request.ignore.count == 3)
        }
    }
}
