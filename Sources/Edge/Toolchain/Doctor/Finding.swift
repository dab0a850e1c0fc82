/// What `swiftlet doctor` has to say about one thing.
package struct Finding: Sendable, Equatable {
    package enum Level: String, Sendable, CaseIterable {
        case ok
        /// It works, but for less than the configuration promises, or not for everything.
        case warning
        /// It does not work.
        case failed
    }

    package var level: Level
    /// What was looked at, in two or three words.
    package var subject: String
    /// What was found, on one line.
    package var text: String
    /// The command that mends it, or what to do where no command does.
    package var fix: String?

    package init(_ level: Level, _ subject: String, _ text: String, fix: String? = nil) {
        self.level = level
        self.subject = subject
        self.text = text
        self.fix = fix
    }
}
