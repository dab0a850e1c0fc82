/// Who made a version, when, of what: as its maker says. Nothing is decided by it.
package struct Provenance: Sendable, Equatable {
    package static let messageBytesMax = 4 << 10
    /// Of each other text.
    package static let textBytesMax = 256

    package var author: String?
    /// Seconds since 1970.
    package var at: Int64?
    package var message: String?
    package var commit: String?
    package var toolchain: String?

    package init(
        author: String? = nil, at: Int64? = nil, message: String? = nil, commit: String? = nil,
        toolchain: String? = nil
    ) {
        self.author = author
        self.at = at
        self.message = message
        self.commit = commit
        self.toolchain = toolchain
    }

    /// Refuses texts that are too long, or that would write more into a terminal than text.
    package func check() throws(DeployError) {
        for (name, text) in [("author", author), ("commit", commit), ("toolchain", toolchain)] {
            try Self.check(name, text, bytesMax: Self.textBytesMax, mayHaveLines: false)
        }
        try Self.check("message", message, bytesMax: Self.messageBytesMax, mayHaveLines: true)
    }

    private static func check(
        _ name: String, _ text: String?, bytesMax: Int, mayHaveLines: Bool
    ) throws(DeployError) {
        guard let text else { return }
        guard text.utf8.count <= bytesMax else {
            throw DeployError(
                .limit, "the \(name) has \(text.utf8.count) bytes of \(bytesMax)", remedy: "write a shorter one")
        }
        let isText = text.unicodeScalars.allSatisfy { scalar in
            scalar.properties.generalCategory != .control || mayHaveLines && (scalar == "\n" || scalar == "\t")
        }
        guard isText else {
            throw DeployError(
                .input, "the \(name) \(Quoted.text(text)) has control characters", remedy: "write plain text")
        }
    }
}
