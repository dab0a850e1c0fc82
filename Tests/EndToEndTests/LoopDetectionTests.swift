import Foundation
import Testing

@Suite("Requests that go round in a circle")
struct LoopDetectionTests {
    /// A server whose origin is itself: a worker that calls its own route, and a route that does.
    private struct Circle {
        let server: RunningServer

        init(limits: String) throws {
            let (socket, port) = try Socket.listen()
            socket.close()
            let folder = try TemporaryFolder()
            let module = try CModule.build("circle", fetch: Circle.worker, in: folder)
            server = try RunningServer(
                """
                [[listeners]]
                address = "127.0.0.1:\(port)"
                cleartext = true
                [origins.self]
                url = "http://127.0.0.1:\(port)"
                [workers.circle]
                path = "\(module)"
                origins = ["self"]
                [[routes]]
                match = "*/*"
                worker = "circle"
                [[routes]]
                match = "*/proxied"
                origin = "self"
                [[routes]]
                match = "*/ruled"
                origin = "self"
                request_headers = [{ remove = "C*" }, { remove = "CDN-L*" }, { set = "X-A", value = "${header.CDN-Loop}" }]
                [[routes]]
                match = "*/here"
                respond = { body = "here" }
                """, settings: "threads = 1\naccess_log = \"stdout\"", limits: limits, folder: folder)
        }

        /// By its path: asks the same path, with nothing of its request; twice; with all of it and edits; or forwards it.
        private static let worker = """
            static swiftlet_message request;
            static swiftlet_edit edits[3];
            const uint8_t *target = area + head->target.offset;
            request.target = (swiftlet_bytes){(uint32_t)target, head->target.length};
            edits[0] = (swiftlet_edit){SWIFTLET_REMOVE, {(uint32_t)"cdn-loop", 8}, {0, 0}};
            edits[1] = (swiftlet_edit){SWIFTLET_REMOVE, {(uint32_t)"c*", 2}, {0, 0}};
            edits[2] = (swiftlet_edit){SWIFTLET_SET, {(uint32_t)"CDN-Loop", 8}, {(uint32_t)"other", 5}};
            request.edits = (uint32_t)edits;
            request.edit_count = 3;
            if (target[1] == 'f') {
                answer.kind = SWIFTLET_FORWARD;
                answer.base = SWIFTLET_REQUEST;
                answer.edits = (uint32_t)edits;
                answer.edit_count = 3;
                answer.body_kind = SWIFTLET_BODY_BASE;
                return (uint32_t)&answer;
            }
            if (target[1] == 'e') request.base = SWIFTLET_REQUEST;
            int32_t first = swiftlet_send(0, &request), second = 0;
            if (target[1] == 't') second = swiftlet_send(0, &request);
            swiftlet_wait(first);
            if (second) swiftlet_wait(second);
            answer.status = 0;
            answer.base = (uint32_t)first;
            answer.body_kind = SWIFTLET_BODY_BASE;
            """

        /// How many requests for that path there were.
        func count(_ path: String) -> Int {
            server.output.components(separatedBy: "target=\"\(path)\"").count - 1
        }
    }

    @Test(
        "end at 508, whoever sends them on, and the tree of requests is bounded",
        arguments: [
            ("/own", 4), ("/edited", 4), ("/forwarded", 4), ("/proxied", 4), ("/ruled", 4), ("/twice", 15),
        ])
    func circle(path: String, requests: Int) throws {
        let circle = try Circle(limits: "hops = 3")
        let answer = try circle.server.get(path)
        #expect(answer.status == 508)
        #expect(answer.text.contains("508 Loop Detected: the request goes round in a circle"))
        try waitUntil("the log has \(requests) requests") { circle.count(path) >= requests }
        #expect(circle.count(path) == requests)
        try circle.server.waitUntilPrinted("limit=limits.hops value=3")
    }

    @Test("have come eight times at most where the configuration says nothing")
    func standard() throws {
        let circle = try Circle(limits: "")
        #expect(try circle.server.get("/own", fields: "CDN-Loop: a;\"b, , SWIFTLET ;x=y\r\n").status == 508)
        try waitUntil("the log has them") { circle.count("/own") >= 8 }
        #expect(circle.count("/own") == 8)
    }

    @Test("are no matter where nobody sends them on")
    func fixed() throws {
        let circle = try Circle(limits: "hops = 1")
        #expect(try circle.server.get("/here", fields: "CDN-Loop: swiftlet\r\n").text == "here")
        #expect(try circle.server.get("/own", fields: "CDN-Loop: swiftlet\r\n").status == 508)
    }
}
