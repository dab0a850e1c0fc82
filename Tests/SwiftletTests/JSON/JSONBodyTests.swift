import Swiftlet
import SwiftletTesting
import Testing

@Suite("Bodies as JSON")
struct JSONBodyTests {
    @Test("bodies are read and written")
    func bodies() throws {
        let request = Request("/", method: .post, body: .text("[1,2]"))
        #expect(try request.body.json([Int].self) == [1, 2])
        #expect(throws: WorkerError.limit) { let _: [Int] = try request.body.json(limit: 4) }
        let response = Response.json([1, 2] as [Int], status: .created)
        #expect(response.status == .created && response.headers[.contentType] == "application/json")
        #expect(try response.body.text() == "[1,2]")
    }

    @Test("a literal is JSON of any kinds")
    func literals() throws {
        let response = Response.json(["id": 7, "tags": [], "note": nil])
        #expect(try response.body.text() == #"{"id":7,"tags":[],"note":null}"#)
    }

    /// Reads the client's JSON, or an origin's at /origin.
    struct Reader: Worker {
        func fetch(_ request: Request, _ env: Env) throws(WorkerError) -> Response {
            let body = request.path == "/origin" ? try env.origin("api").fetch(Request("/")).body : request.body
            do throws(WorkerError) {
                return .json(try body.json([String: [Int]].self))
            } catch .invalidJSON(let mistake) {
                return .text("\(mistake.pointer) \(mistake.offset) \(mistake)", status: mistake.status)
            }
        }
    }

    @Test("what is no such JSON is the fault of whoever sent it, told with its place")
    func faults() throws {
        let text = #"{"a":[1],"b":[2,"x"]}"#
        let clients = try Reader().respond(to: Request("/", method: .post, body: .text(text)))
        #expect(clients.status == .badRequest)
        #expect(try clients.body.text() == "/b/1 16 /b/1: this string is not what is expected here (byte 16)")
        let origins = try Reader().respond(to: Request("/origin"), origins: ["api": .returning(.text(text))])
        #expect(origins.status == .badGateway)
        #expect(try origins.body.text() == "/b/1 16 /b/1: this string is not what is expected here (byte 16)")
    }

    @Test("an error says the status by which to answer it")
    func statuses() throws {
        let request = Request("/", method: .post, body: .text("[1,]"))
        do throws(WorkerError) {
            _ = try request.body.json([Int].self)
            Issue.record("was read")
        } catch {
            #expect(error.status == .badRequest && error.description == "/1: this is no JSON (byte 3)")
        }
        #expect(WorkerError.timeout.status == .gatewayTimeout)
        #expect(WorkerError.unreachable.status == .badGateway)
        #expect(WorkerError.limit.status == .internalServerError)
    }
}
