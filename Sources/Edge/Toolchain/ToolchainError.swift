/// Why a worker's package cannot be made, found, built or read: one line that says what is wrong and what to do next.
package struct ToolchainError: Error, CustomStringConvertible, Sendable {
    package enum Kind: Sendable {
        /// What the user named is not what it should be: a directory without package, a bad name.
        case usage
        /// Something is not installed, or not of the version that is needed.
        case missing
        /// The system refused: a full disk, no permission.
        case system
        /// The package's own mistake.
        case package
    }

    package var kind: Kind
    package var description: String

    package init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }
}
