/// The directory of compiled workers. It holds code: the server uses it only where nobody else can write.
package struct CacheCheck: Sendable {
    package enum State: Sendable, Equatable {
        case usable
        /// It is not there; the nearest directory above it that is, and whether something can be made in it.
        case absent(above: String, writable: Bool)
        case notADirectory
        /// Somebody else's, or others can write there.
        case unsafe
        case readOnly
    }

    package var path: String
    package var state: State
    /// Whose it must be, as `chown` takes it; nil: this user's.
    package var owner: String?

    package init(path: String, state: State, owner: String? = nil) {
        self.path = path
        self.state = state
        self.owner = owner
    }

    /// For a shell, and without a group, which `install` takes apart.
    private var who: String { owner.map { String($0.prefix { $0 != ":" }) } ?? "\"$(id -un)\"" }

    package var finding: Finding {
        let subject = "module cache"
        switch state {
        case .usable:
            return Finding(.ok, subject, path)
        case .absent(_, writable: true):
            return Finding(.ok, subject, "\(path) (will be made)")
        case .absent(let above, writable: false):
            return Finding(
                .failed, subject, "\(path) cannot be made: \(above) is not writable",
                fix: "install -d -m 700 -o \(who) \(path)    # as root; or set cache in the configuration")
        case .notADirectory:
            return Finding(.failed, subject, "\(path) is no directory", fix: "rm \(path)")
        case .unsafe:
            return Finding(
                .failed, subject, "\(path) holds code, but is not \(owner ?? "this user")'s alone to write",
                fix: "chown \(owner ?? who) \(path) && chmod 700 \(path)")
        case .readOnly:
            return Finding(.failed, subject, "\(path) is not writable", fix: "chmod 700 \(path)")
        }
    }
}
