/// Whom the server would run as.
package struct UserCheck: Sendable {
    /// The configuration's `user` as it describes itself; nil: none.
    package var user: String?
    /// This process is that user already.
    package var isCurrent: Bool
    /// This process is root.
    package var isRoot: Bool
    /// There is a configuration.
    package var isConfigured: Bool

    package init(user: String?, isCurrent: Bool, isRoot: Bool, isConfigured: Bool) {
        self.user = user
        self.isCurrent = isCurrent
        self.isRoot = isRoot
        self.isConfigured = isConfigured
    }

    package var finding: Finding {
        let subject = "user"
        guard let user else {
            guard isRoot, isConfigured else {
                return Finding(.ok, subject, isRoot ? "root; no configuration" : "not root")
            }
            return Finding(
                .warning, subject, "root, and stays it: whoever breaks out of a sandbox is root",
                fix: "useradd --system swiftlet    # and user = \"swiftlet\" in the configuration")
        }
        if isCurrent { return Finding(.ok, subject, user) }
        if isRoot { return Finding(.ok, subject, "root, then \(user)") }
        return Finding(
            .warning, subject, "\(user) is configured, which only root can become",
            fix: "sudo swiftlet serve    # or start it as that user")
    }
}
