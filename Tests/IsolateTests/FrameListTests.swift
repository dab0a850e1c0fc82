import Testing

@testable import Isolate
@testable import Wasm

/// What a backtrace looks like in the log.
struct FrameListTests {
    @Test("The SDK's frames are left out, and so are results and effects")
    func sdk() {
        let frames = [
            "swift_allocObject", "sins.Sins.pick(Int) -> Int",
            "sins.Sins.fetch(Swiftlet.Request, Swiftlet.Env) throws(Swiftlet.WorkerError) -> Swiftlet.Response",
            "closure #1 (Swiftlet.Request, Swiftlet.Env) -> Swiftlet.Response in static (extension in "
                + "Swiftlet):Swiftlet.Worker.main() -> ()",
            "swiftlet_fetch",
        ]
        #expect(
            readable(frames) == ["swift_allocObject", "sins.Sins.pick(Int)", "sins.Sins.fetch(Request, Env)"])
    }

    @Test("A recursion is told once")
    func recursion() {
        #expect(
            readable(["f", "deeper(Int) -> Int", "deeper(Int) -> Int", "f"]) == ["f", "deeper(Int) ×2", "f"])
    }

    @Test("A trap in an entry point is not left without a name")
    func entry() {
        #expect(readable(["swiftlet_fetch"]) == ["swiftlet_fetch"])
        #expect(readable([]) == [])
    }

    @Test(
        "Types with several parameters, generics and closures are kept whole",
        arguments: [
            (
                "static Array.append<A>(contentsOf: Array<(Int, Int)>) -> ()",
                "static Array.append<A>(contentsOf: Array<(Int, Int)>)"
            ),
            ("memcpy", "memcpy"),
        ])
    func parameters(_ frame: String, _ expected: String) {
        #expect(readable([frame]) == [expected])
    }

    private func readable(_ names: [String]) -> [String] { FrameList.readable(names.map { Frame($0) }) }
}
