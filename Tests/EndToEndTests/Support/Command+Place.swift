extension Command {
    /// Run in that directory, with these variables beside those of the test.
    init(in directory: String, variables: [String: String] = [:], _ arguments: [String]) throws {
        let settings = variables.map { "\($0.key)=\($0.value)" }
        try self.init(arguments: ["env", "-C", directory] + settings + arguments)
    }

    /// What it printed, for a test's message.
    var everything: String { "exit code \(exitCode)\n\(output)\(errors)" }
}
