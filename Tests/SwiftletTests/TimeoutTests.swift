import SwiftletTesting
import Testing

@testable import Swiftlet

@Suite("The deadline of a request to an origin")
struct TimeoutTests {
    private func ask(_ origin: OriginDouble, timeout: Duration?) throws(WorkerError) -> String {
        try Probe { request, env throws(WorkerError) in
            let start = Clock.monotonicNanoseconds
            let shop = try env.origin("shop")
            let text: String
            do throws(WorkerError) {
                if let timeout {
                    text = try shop.fetch(Request("/"), timeout: timeout).body.text()
                } else {
                    text = try shop.fetch(Request("/")).body.text()
                }
            } catch {
                text = error == .timeout ? "timeout" : "failure"
            }
            return .text("\(text) \((Clock.monotonicNanoseconds - start) / 1_000_000)")
        }.respond(to: Request("/"), origins: ["shop": origin]).body.text()
    }

    @Test("passes while the origin is slow, and what waits gets a timeout, in no time")
    func late() throws {
        let slow = OriginDouble.after(.milliseconds(500), .returning(.text("soap")))
        #expect(try ask(slow, timeout: .milliseconds(300)) == "timeout 300")
        #expect(try ask(slow, timeout: .milliseconds(500)) == "soap 500")
        #expect(try ask(slow, timeout: nil) == "soap 500")
        #expect(slow.requests.count == 3)
    }

    @Test("an origin that fails late fails then")
    func failing() throws {
        let slow = OriginDouble.after(.seconds(2), .after(.seconds(1), .failing(.unreachable)))
        #expect(try ask(slow, timeout: .seconds(10)) == "failure 3000")
        #expect(try ask(slow, timeout: .seconds(1)) == "timeout 1000")
    }

    @Test("time stands still for an origin that is not slow")
    func prompt() throws {
        #expect(try ask(.returning(.text("soap")), timeout: .milliseconds(1)) == "soap 0")
    }

    @Test(
        "is a whole number of milliseconds, at least one",
        arguments: [
            (.milliseconds(300), 300), (.seconds(2), 2000), (.microseconds(1999), 1), (.nanoseconds(1), 1), (.zero, 1),
            (.seconds(-1), 1), (.seconds(4_294_967), .max), (.seconds(1 << 40), .max),
            (.seconds(604_462), 604_462_000),
            (.seconds(Int64.max), .max),
        ] as [(Duration, UInt32)])
    func milliseconds(duration: Duration, milliseconds: UInt32) {
        #expect(duration.milliseconds == milliseconds)
    }
}
