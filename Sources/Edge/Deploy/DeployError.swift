/// Why a worker's version could not be taken, kept or found: what is wrong, and what to do about it.
package struct DeployError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Whose fault it is; what decides the answer's status and the command's exit code.
    package enum Kind: Sendable, Equatable {
        /// Bytes, names or values that the caller gave and that are none.
        case input
        /// There is no such worker, version or module.
        case missing
        /// Somebody else changed it first, or it is in use.
        case conflict
        /// A limit of the configuration.
        case limit
        /// No signature, by a key that is not allowed, or a wrong one.
        case signature
        /// The system refused: a full disk, no permission, a broken device. Nothing was changed.
        case system
        /// What is on disk is not what was put there.
        case corrupt
    }

    package var kind: Kind
    /// One line, without a full stop.
    package var problem: String
    /// What to do: one line.
    package var remedy: String

    package init(_ kind: Kind, _ problem: String, remedy: String) {
        self.kind = kind
        self.problem = problem
        self.remedy = remedy
    }

    package var description: String { remedy.isEmpty ? problem : "\(problem) (\(remedy))" }
}
