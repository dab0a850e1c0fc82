import Admin
import Foundation
import Testing

@testable import Server

@Suite("A route with metrics", .serialized)
struct MetricsRouteTests {
    private static let routes = """
        { match = "*/metrics", metrics = true }, { match = "*/gone", origin = "dead" },
        """
    private static let sections = "origins.dead = { url = \"http://127.0.0.1:1\" }"

    @Test("counts requests, faults, responses and origins' failures as they come")
    func counts() throws {
        let server = try LiveServer(
            answering: "good", worker: "limits = {}", routes: Self.routes, sections: Self.sections)
        defer { server.stop() }
        let client = try LiveServer.Client(server)
        for _ in 0..<3 { #expect(client.get().status == 200) }
        _ = try server.control.replace(
            worker: 0, module: server.module(fetch: "unreachable", "trap"))
        for _ in 0..<2 { #expect(client.get().status == 500) }
        _ = try server.control.replace(
            worker: 0, module: server.module(fetch: "(loop $again (br $again)) i32.const 1024", "spin"))
        #expect(client.get().status == 503)
        #expect(client.get("/gone").status == 502)
        let answer = client.get("/metrics")
        #expect(answer.status == 200)
        #expect(answer.head.contains("Content-Type: text/plain; version=0.0.4; charset=utf-8"))
        let seen = try Exposition(answer.body)
        #expect(seen.value("swiftlet_requests_total") == 8)
        #expect(seen.value("swiftlet_responses_total", ["class": "2xx"]) == 3)
        #expect(seen.value("swiftlet_responses_total", ["class": "5xx"]) == 4)
        #expect(seen.value("swiftlet_connections") == 1)
        #expect(seen.value("swiftlet_connections_accepted_total") == 1)
        #expect(seen.value("swiftlet_isolates") == 0)
        #expect(seen.value("swiftlet_worker_requests_total", ["worker": "one"]) == 6)
        #expect(seen.value("swiftlet_worker_faults_total", ["worker": "one", "cause": "trap"]) == 2)
        #expect(seen.value("swiftlet_worker_faults_total", ["worker": "one", "cause": "cpu"]) == 1)
        #expect(try #require(seen.value("swiftlet_worker_cpu_seconds_total", ["worker": "one"])) >= 0.05)
        #expect(seen.value("swiftlet_origin_requests_total", ["origin": "dead"]) == 1)
        #expect(seen.value("swiftlet_origin_failures_total", ["origin": "dead", "cause": "unreachable"]) == 1)
    }

    @Test("docs/metrics.md lists what there is: names, types and labels")
    func documentation() throws {
        let server = try LiveServer(
            answering: "good", routes: Self.routes,
            sections: Self.sections + "\nadmin = { socket = \"admin.sock\" }\ndeploy = { store = \"store\" }")
        defer { server.stop() }
        let admin = AdminClient(.socket(server.folder.directory + "/admin.sock"))
        var request = DeployRequest(worker: "one", bundle: try ShadowGuest.answer("new").module(1))
        request.activate = false
        let candidate = try admin.deploy(request) { _ in }.version.version
        _ = try admin.setShadow(of: "one", .with { $0.candidate = candidate })
        let seen = try Exposition(LiveServer.Client(server).get("/metrics").body)
        let real = seen.families.map { name, family in
            let labels = Set(family.samples.flatMap(\.labels.keys)).sorted { $0 > $1 }
            return "\(name) \(family.kind) \(labels.joined(separator: ", "))"
        }
        let here = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let page = here.appending(path: "../../../docs/metrics.md")
        let rows = try String(contentsOf: page, encoding: .utf8).split(separator: "\n").filter { $0.hasPrefix("| `") }
        let documented = rows.map { row in
            let cells = row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            let labels = cells[2].replacingOccurrences(of: "`", with: "").components(separatedBy: ", ")
            return "\(cells[0].trimmingCharacters(in: ["`"])) \(cells[1]) "
                + labels.sorted { $0 > $1 }.joined(separator: ", ")
        }
        #expect(documented.sorted() == real.sorted())
        // What a label may say stands in the row.
        for (name, family) in seen.families {
            let row = try #require(rows.first { $0.hasPrefix("| `\(name)` ") })
            let names = ["worker", "origin", "version", "module"]
            for (key, value) in family.samples.flatMap(\.labels) where !names.contains(key) {
                #expect(row.contains("`\(value)`"), "\(name): \(value)")
            }
        }
    }

    @Test("is only read")
    func methods() throws {
        let server = try LiveServer(answering: "good", routes: Self.routes, sections: Self.sections)
        defer { server.stop() }
        let answer = try LiveServer.Client(server).get("/metrics", method: "POST")
        #expect(answer.status == 405)
        #expect(answer.head.contains("Allow: GET, HEAD"))
    }
}
