internal import Server

extension Target {
    /// A config is read or refused with its mistakes; the TOML library below gets nothing that it takes badly.
    static let config = Target(name: "config", about: "swiftlet.toml: positions, TOMLKit, the decoder") { input in
        do throws(ConfigError) {
            let config = try ConfigFile.parse(input.array, file: "swiftlet.toml", directory: "/nowhere")
            expect(config.threads > 0, "no threads")
            for route in config.routes { expect(!"\(route.pattern)".isEmpty, "a route without a pattern") }
        } catch {
            let text = "\(error)"
            expect(!error.issues.isEmpty && !text.isEmpty, "refused without a reason")
            let lines = input.array.count { $0 == UInt8(ascii: "\n") } + 1
            for issue in error.issues {
                expect((1...lines).contains(issue.line ?? 1), "line \(issue.line ?? 0) of \(lines)")
            }
        }
    }
}
