import Foundation
import Testing

@Suite("The zoo: a worker may do anything, and nobody but its own request pays", .serialized, .zoo)
struct ZooTests {
    private let server: RunningServer

    init() throws {
        server = try #require(unsafe ZooServer.current)
    }

    @Test("each sin ends as documented, with one line in the log, while a neighbour is served", arguments: ZooSin.all)
    func sin(sin: ZooSin) throws {
        let before = server.output.utf8.count
        let client = try RawClient(server, .cleartext)
        try client.send("GET /\(sin.guest.rawValue)/\(sin.name) HTTP/1.1\r\nHost: localhost\r\n\r\n")
        #expect(try server.get(ZooServer.neighbour).status == 200, "the neighbour, meanwhile")
        let response = try sin.takeResponse(client)
        switch sin.end {
        case .answered(let status, let fault):
            #expect(response.status == status)
            #expect(
                !response.text.contains(fault.says.first ?? "Zoo"), "the client learns nothing of the worker's insides")
            let line = try line(of: sin, since: before)
            let id = try #require(response["X-Request-Id"])
            #expect(line.contains("request=\(id)"))
            try sin.check(line, fault)
        case .cut(let fault):
            #expect(response.status == 200)
            #expect(try client.isClosedByPeer(), "a body cut short ends the connection")
            try sin.check(line(of: sin, since: before), fault)
        case .afterwards(let fault):
            #expect(response.status == 200)
            let line = try line(of: sin, since: before)
            #expect(line.contains(": after the response: "))
            try sin.check(line, fault)
        case .refused:
            #expect(response.status == 200)
            #expect(response.text == "as documented\n")
        case .curtailed(let limit):
            #expect(response.text == "as documented\n")
            let field = " limit=workers.\(sin.guest.rawValue).\(limit.key) value=\(limit.value) "
            try server.waitUntilPrinted(field)
        }
        #expect(response.values("Injected").isEmpty)
        #expect(try server.get(ZooServer.neighbour).status == 200, "the neighbour, afterwards")
        #expect(lines(since: before).count == sin.end.lineCount, "\(lines(since: before))")
        #expect(!text(since: before).contains("\u{1b}"), "no escape reaches a terminal")
    }

    /// What the server has printed since a request.
    private func text(since count: Int) -> String {
        String(decoding: server.output.utf8.dropFirst(count), as: UTF8.self)
    }

    /// Lines about requests that failed. A text of the worker's that looks like one has its line breaks escaped.
    private func lines(since count: Int) -> [Substring] {
        text(since: count).split(separator: "\n").filter {
            $0.contains(#/^\S+ warning worker \S+: .* cause=[a-z]+ /#)
        }
    }

    private func line(of sin: ZooSin, since count: Int) throws -> Substring {
        try waitUntil("\(sin) has its line; there is: \(text(since: count))") { !lines(since: count).isEmpty }
        return try #require(lines(since: count).first)
    }
}

extension ZooSin.End {
    /// Lines of the log that say that a request failed.
    var lineCount: Int {
        switch self {
        case .answered, .cut, .afterwards: 1
        case .refused, .curtailed: 0
        }
    }
}

extension ZooSin {
    /// The response; of one that is cut short what came of it.
    func takeResponse(_ client: RawClient) throws -> RawResponse {
        guard case .cut = end else { return try client.response() }
        let bytes = try client.everything()
        let end = try #require(bytes.firstRange(of: Array("\r\n\r\n".utf8))).upperBound
        var response = try RawResponse(head: Array(bytes[..<end]))
        response.body = Array(bytes[end...])
        #expect(!response.text.hasSuffix("\r\n0\r\n\r\n"), "nobody takes it for whole")
        return response
    }

    /// The fields of its line.
    func check(_ line: Substring, _ fault: Fault) throws {
        let limit = fault.limit.map { " limit=workers\\.\(guest.rawValue)\\.\($0.key) value=\($0.value)" } ?? ""
        let fields = "cause=\(fault.cause)\(limit) cpu=[0-9]+us memory=[0-9]+ request=[0-9a-f]{32}$"
        let wanted = try Regex(": .* " + fields)
        #expect(line.contains(try Regex(" worker \(guest.rawValue)@[0-9a-f]{12}: ")), "\(line)")
        #expect(line.contains(wanted), "\(fields) in \(line)")
        for text in fault.says { #expect(line.contains(text), "\"\(text)\" in \(line)") }
        // Whoever runs a Swift function is told which.
        if fault.cause == "trap" || fault.cause == "cpu" || fault.cause == "stack" {
            #expect(line.contains(" in "), "a stack in \(line)")
        }
    }
}
