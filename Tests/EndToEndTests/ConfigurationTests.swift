import Testing

@Suite("Mistakes in the configuration")
struct ConfigurationTests {
    private func run(_ command: String, _ text: String) throws -> Command {
        let folder = try TemporaryFolder()
        let file = try folder.write("swiftlet.toml", text.utf8)
        return try Command(Repository.binary, command, "--config", file)
    }

    private let broken = """
        thread = 2
        [[listeners]]
        address = "127.0.0.1:0"
        cleartext = "yes"
        [[routes]]
        match = "*/a"
        worker = "missing"
        [[routes]]
        match = "*/b"
        respond = { status = 999 }
        """

    @Test("all of them are printed at once, with line and key, and the exit code is 78", arguments: ["serve", "check"])
    func everyMistake(command: String) throws {
        let result = try run(command, broken)
        #expect(result.exitCode == 78)
        let printed = result.errors + result.output
        for place in [
            ":1: thread", ":4: listeners[0].cleartext", ":7: routes[0].worker", ":10: routes[1].respond.status",
        ] {
            #expect(printed.contains("swiftlet.toml\(place)"), "\(place) in:\n\(printed)")
        }
        #expect(printed.contains("threads"), "the nearest key is named")
        #expect(!printed.contains("listening"))
    }

    @Test("a file that is not there, or is no TOML, is a 78 too")
    func unreadable() throws {
        let missing = try Command(Repository.binary, "serve", "--config", "/nonexistent/swiftlet.toml")
        #expect(missing.exitCode == 78)
        #expect(missing.errors.contains("/nonexistent/swiftlet.toml"))
        let result = try run("serve", "threads = = 1\n")
        #expect(result.exitCode == 78)
        #expect(result.errors.contains("swiftlet.toml:1"))
    }

    @Test("check accepts what is right, and starts nothing")
    func right() throws {
        let result = try run(
            "check",
            """
            [[listeners]]
            address = "127.0.0.1:0"
            cleartext = true
            \(Routes.fixed)
            """)
        #expect(result.exitCode == 0)
        #expect(!(result.output + result.errors).contains("listening"))
    }

    @Test("an address that is taken ends the process with one clear line")
    func addressTaken() throws {
        let (socket, port) = try Socket.listen()
        let result = try run(
            "serve",
            """
            [[listeners]]
            address = "127.0.0.1:\(port)"
            cleartext = true
            \(Routes.fixed)
            """)
        socket.close()
        #expect(result.exitCode != 0)
        #expect(result.errors.contains("\(port)"))
    }

    @Test("what serve alone does not understand, the whole command answers: wrong words are a 64 with its usage")
    func wrongWords() throws {
        for words in [["--confg", "swiftlet.toml"], ["--config"], ["--log-level", "loud"], ["swiftlet.toml"]] {
            let result = try Command(arguments: [Repository.binary, "serve"] + words)
            #expect(result.exitCode == 64, "\(words)")
            #expect(result.errors.contains("Usage: swiftlet serve"), "\(words): \(result.errors)")
        }
        let version = try Command(Repository.binary, "serve", "--version")
        #expect(version.exitCode == 0)
        #expect(version.output == (try Command(Repository.binary, "--version")).output)
    }

    @Test("--help shows an example", arguments: [["--help"], ["serve", "--help"], ["check", "--help"]])
    func help(arguments: [String]) throws {
        let result = try Command(arguments: [Repository.binary] + arguments)
        #expect(result.exitCode == 0)
        #expect(result.output.contains("swiftlet serve") || result.output.contains("swiftlet check"))
    }
}
