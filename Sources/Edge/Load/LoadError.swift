/// Why a load could not be put on a target. The target's fault, or the system's; what a running load finds wrong is counted
/// instead.
package struct LoadError: Error, Sendable, CustomStringConvertible {
    package enum Kind: Sendable {
        /// The request is none that can be sent.
        case request
        /// It cannot be served.
        case worker
        /// Nobody answers there, or not any more.
        case target
        /// It answers, and not what it should.
        case answer
        /// Sockets, memory, certificates of our own.
        case system
    }

    package let kind: Kind
    package let description: String

    package init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }
}
