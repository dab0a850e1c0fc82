import Glibc
import Testing

@testable import Admin

@Suite("A client and hosts that answer otherwise", .serialized)
struct ClientTests {
    private static func answer(_ mediaType: String, _ body: String, status: String = "200 OK") -> String {
        "HTTP/1.1 \(status)\r\ncontent-type: \(mediaType)\r\ncontent-length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    private func failure(_ answer: String) throws -> AdminClientError? {
        let host = try CannedHost(answer)
        do throws(AdminClientError) {
            _ = try host.client.status()
            return nil
        } catch {
            return error
        }
    }

    private func deployFailure(_ answer: String) throws -> AdminClientError? {
        let host = try CannedHost(answer)
        do throws(AdminClientError) {
            _ = try host.client.deploy(DeployRequest(worker: "a", bundle: [0])) { _ in }
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "What is not this API is told from a host that says no",
        arguments: [
            answer("text/html", "<h1>hello</h1>"), answer("application/json", "{\"api\":1"),
            answer("application/json", "[]"), answer("application/json", "{}"),
            answer("text/plain", "no", status: "404 Not Found"),
            answer("application/problem+json", "{\"title\":1}", status: "404 Not Found"),
        ])
    func skew(_ answer: String) throws {
        guard case .skew(let text)? = try failure(answer) else {
            Issue.record("\(String(describing: try failure(answer)))")
            return
        }
        #expect(text.contains("version 1 of the admin API"))
    }

    @Test(
        "An exchange that breaks off is said to have broken off",
        arguments: [
            "", "HTTP/1.1 200 O", "SSH-2.0-OpenSSH_9.2\r\n\r\n",
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{",
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\nzz",
        ])
    func broken(_ answer: String) throws {
        guard case .broken? = try failure(answer) else {
            Issue.record("\(String(describing: try failure(answer)))")
            return
        }
    }

    @Test("A host that takes no connection is not waited for longer than is said")
    func queue() throws {
        let directory = TemporaryDirectory.make()
        defer { TemporaryDirectory.remove(directory) }
        let path = "\(directory)/a.sock"
        let (listener, _) = try SocketFile.bind(path, mode: 0o600)
        #expect(listen(listener, 0) == 0)
        var waiting: [Int32] = [listener]
        defer { for descriptor in waiting { close(descriptor) } }
        // Until its queue is full.
        for _ in 0..<64 {
            let descriptor = socket(
                AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
            waiting.append(descriptor)
            guard unsafe SocketFile.connectOrBind(path, { unsafe connect(descriptor, $0, $1) }) == 0 else { break }
        }
        #expect(errno == EAGAIN)
        var client = AdminClient(.socket(path))
        client.connectMilliseconds = 50
        do throws(AdminClientError) {
            _ = try client.status()
            Issue.record("it was answered")
        } catch {
            guard case .unreachable(let text) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(text.contains("took no connection within 50 ms"))
        }
    }

    @Test("A host that knows more is understood")
    func newer() throws {
        var text = String(decoding: HostStatus.with { $0.swiftlet = "9.9" }.jsonText, as: UTF8.self)
        text = text.replacing("\"swiftlet\"", with: "\"shiny\":{\"new\":[1]},\"swiftlet\"")
        let host = try CannedHost(Self.answer("application/json", text))
        #expect(try host.client.status().swiftlet == "9.9")
        #expect(throws: ReadProblem.self) { try HostStatus(parsing: Array(text.utf8), strict: true) }
    }

    @Test("A deploy whose last line never comes is not taken for one that went well")
    func unfinished() throws {
        let step = "{\"event\":\"step\",\"step\":\"verify\",\"state\":\"started\",\"ms\":0}\n"
        guard case .broken(let text)? = try deployFailure(Self.answer("application/x-ndjson", step)) else {
            Issue.record("it was taken")
            return
        }
        #expect(text.contains("before it told how the deploy went"))
        let problem = AdminError(422, "trap", "It traps", "init() traps", step: .initialise)
        let line = DeployLine(.failed(problem))
        let lines = step + String(decoding: line.jsonText, as: UTF8.self) + "\n"
        #expect(try deployFailure(Self.answer("application/x-ndjson", lines)) == .refused(problem))
        guard case .skew? = try deployFailure(Self.answer("application/x-ndjson", "{\"event\":\"done\"}\n")) else {
            Issue.record("it was taken")
            return
        }
    }
}
