import Testing

@testable import Isolate

/// A worker that asks for an origin which is not bound to it, and fails for that.
struct UnboundOriginTests {
    private let host: Host

    init() throws { host = try Host() }

    /// Asks for the origin of a name, and throws "oh" whatever it hears.
    private func asking(for name: String) -> String {
        Guest.module(
            imports: "(import \"swiftlet\" \"origin\" (func $origin (param i32 i32) (result i32)))",
            data: Guest.message(kind: 3, status: 0, bodyKind: 1, body: (2048, 2)) + Guest.text("oh" + name),
            fetch: "(drop (call $origin (i32.const 2050) (i32.const \(name.utf8.count)))) i32.const 1024")
    }

    @Test("is told with the origin's name, behind its own words")
    func named() throws {
        let fault = try host.fault(asking(for: "cart"), origins: ["shop"])
        #expect(fault.cause == .thrown)
        #expect(fault.detail == "oh (it asked for the origin \"cart\")")
        #expect(fault.unboundOrigin == "cart")
    }

    @Test("is told with none where the origin is bound")
    func bound() throws {
        let fault = try host.fault(asking(for: "shop"), origins: ["shop"])
        #expect(fault.detail == "oh")
        #expect(fault.unboundOrigin == nil)
    }

    @Test("leaves nothing of it to the next request")
    func forgotten() throws {
        let asking = try host.deploy(asking(for: "cart"), origins: ["shop"])
        let isolate = try host.start(asking)
        _ = host.settle(isolate)
        isolate.end()
        let next = try host.start(asking)
        defer { next.end() }
        #expect(next.refusal == nil)
    }
}
