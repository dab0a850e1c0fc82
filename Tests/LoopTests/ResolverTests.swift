import Testing

@testable import Loop

@Suite struct ResolverTests {
    @Test("localhost has an address of the loopback, with the port asked for")
    func localhost() throws {
        let test = try LoopRun()
        var answers: [Result<[Address], LoopError>] = []
        Resolver.resolve("localhost", port: 8_080, on: test.loop) { answer in
            answers.append(answer)
            test.end()
        }
        #expect(answers.isEmpty)
        test.run()
        #expect(answers.count == 1)
        let addresses = try #require(try answers.first?.get())
        #expect(addresses.contains { $0.host == "127.0.0.1" || $0.host == "::1" })
        #expect(addresses.allSatisfy { $0.port == 8_080 })
    }

    @Test("a name that cannot exist fails with an error that can be read")
    func unknown() throws {
        let test = try LoopRun()
        var failure: LoopError?
        // RFC 6761 section 6.4: never exists.
        Resolver.resolve("nobody.invalid", port: 1, on: test.loop) { answer in
            if case .failure(let error) = answer { failure = error }
            test.end()
        }
        test.run()
        #expect(try #require(failure).description.hasPrefix("resolve"))
    }

    @Test("a name too long for DNS fails once")
    func tooLong() throws {
        let test = try LoopRun()
        var failures = 0
        Resolver.resolve(String(repeating: "a", count: 5_000), port: 1, on: test.loop) { answer in
            if case .failure = answer { failures += 1 }
            test.end()
        }
        test.run()
        #expect(failures == 1)
    }
}
