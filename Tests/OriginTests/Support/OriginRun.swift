import HTTP
import Loop
import TLS
import Testing

@testable import Origin

/// An origin that follows a script, and a client to it, on one loop.
@safe final class OriginRun {
    enum Step {
        case send(String)
        case close
    }

    /// What the origin does with a request: the connection's number, the request's number on it, the request.
    typealias Script = (_ connection: Int, _ request: Int, _ text: String) -> [Step]

    let test: LoopRun
    let client: OriginClient
    private let deadlines: Deadlines
    private var listener: TestListener?
    private let script: Script
    /// What arrived, connection by connection.
    private(set) var requests: [[String]] = []
    private(set) var streams: [TestStream] = []
    private var outstanding = 0
    /// Kept: the client holds them unretained.
    private var answers: [Answer] = []

    init(
        limits: OriginLimits = OriginLimits(), host: String = "127.0.0.1", tls: TLSClientContext? = nil,
        isListening: Bool = true, script: @escaping Script = { _, _, _ in [] }
    ) throws {
        test = try LoopRun()
        deadlines = try Deadlines(loop: test.loop)
        self.script = script
        var accept: (TestStream) -> Void = { _ in }
        let listener = try TestListener(test.loop) { accept($0) }
        self.listener = listener
        client = OriginClient(
            settings: OriginSettings(
                name: "origin", host: host, port: try listener.address.port, authority: "origin.test", basePath: "",
                tls: tls, limits: limits),
            scratch: OriginScratch(
                loop: test.loop, deadlines: deadlines, fineDeadlines: deadlines, tlsOutput: TLSOutput(),
                headLimits: HeadLimits()))
        if !isListening { listener.close() }
        accept = { [unowned self] in serve($0) }
    }

    /// Starts a request; `body`: framed and complete, or more to follow when `bodyIsOpen`.
    @discardableResult
    func start(
        _ method: Method = .get, body: String = "", bodyIsOpen: Bool = false,
        finished: @escaping () -> Void = {}
    ) -> Answer {
        outstanding += 1
        let call = client.makeCall()
        let answer = Answer(client, call) { [unowned self] in
            finished()
            outstanding -= 1
            if outstanding == 0 { end() }
        }
        answers.append(answer)
        call.request.append(method.name)
        call.request.append(" / HTTP/1.1\r\nHost: origin.test\r\n")
        if !body.isEmpty { call.request.appendField("Content-Length", decimal: body.utf8.count) }
        call.request.append("\r\n")
        call.request.append(body)
        unsafe call.prepare(
            method: method, bodyIsOpen: bodyIsOpen, events: Answer.events,
            context: Unmanaged.passUnretained(answer).toOpaque(), tag: 7)
        client.start(call)
        return answer
    }

    func run(sourceLocation: SourceLocation = #_sourceLocation) { test.run(sourceLocation: sourceLocation) }

    private func end() {
        client.close()
        listener?.close()
        for stream in streams { stream.close() }
        deadlines.close()
        test.end()
    }

    private func serve(_ stream: TestStream) {
        let connection = requests.count
        requests.append([])
        streams.append(stream)
        var seen = 0
        stream.onReceived = { [unowned self] stream in
            // A body this long is an upload, which scripts do not read.
            guard stream.received.count - seen <= 64 << 10 else { return }
            let new = String(decoding: stream.received[seen...], as: UTF8.self)
            guard new.contains("\r\n\r\n") else { return }
            seen = stream.received.count
            requests[connection].append(new)
            for step in script(connection, requests[connection].count - 1, new) {
                switch step {
                case .send(let text): stream.send(text)
                case .close: stream.close()
                }
            }
        }
    }
}

/// What came of one request.
@safe final class Answer {
    private let client: OriginClient
    private(set) var call: OriginCall?
    private let finished: () -> Void
    private(set) var status: Int?
    private(set) var respondedCount = 0
    private(set) var bytes: [UInt8] = []
    private(set) var hasEnded = false
    private(set) var failure: OriginFailure?
    private(set) var writableCount = 0
    var onResponded: () -> Void = {}
    var onBody: () -> Void = {}
    var onWritable: () -> Void = {}

    init(_ client: OriginClient, _ call: OriginCall, finished: @escaping () -> Void) {
        self.client = client
        self.call = call
        self.finished = finished
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    func cancel() {
        call?.cancel()
        finish()
    }

    private func finish() {
        call = nil
        finished()
    }

    static let events = unsafe OriginEvents(
        responded: { context, tag in
            unsafe of(context, tag) {
                $0.respondedCount += 1
                $0.status = $0.client.scratch.head.status
                $0.onResponded()
            }
        },
        body: { context, tag, bytes, count in
            unsafe of(context, tag) {
                unsafe $0.bytes += UnsafeRawBufferPointer(start: bytes, count: count)
                $0.onBody()
            }
        },
        ended: { context, tag in
            unsafe of(context, tag) {
                $0.hasEnded = true
                $0.finish()
            }
        },
        failed: { context, tag, failure in
            unsafe of(context, tag) {
                $0.failure = OriginFailure(rawValue: failure)
                $0.finish()
            }
        },
        writable: { context, tag in
            unsafe of(context, tag) {
                $0.writableCount += 1
                $0.onWritable()
            }
        })

    private static func of(_ context: OriginEvents.Context, _ tag: Int32, _ body: (Answer) -> Void) {
        #expect(tag == 7)
        unsafe Unmanaged<Answer>.fromOpaque(context)._withUnsafeGuaranteedRef { body($0) }
    }
}

/// A 200 with a body of known length.
func ok(_ body: String) -> OriginRun.Step {
    .send("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
}
