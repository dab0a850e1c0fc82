internal import Glibc

/// What git knows of a directory: whose work it is, and of which commit.
package struct SourceCommit: Sendable {
    /// The commit's full name, with "+dirty" where a file of the directory differs from it; nil: no repository, no
    /// commit yet, or no git.
    package let commit: String?
    /// "Ada Lovelace <ada@example.org>" as git is configured, else the user's name; nil: neither is known.
    package let author: String?

    /// Runs git a few times; blocks meanwhile.
    package init(directory: String) {
        func git(_ arguments: String...) -> [String]? {
            var lines: [String] = []
            let program = ChildProgram(arguments: ["git", "-C", directory] + arguments)
            guard (try? program.run { lines.append($0) }) == .exit(0) else { return nil }
            return lines
        }
        func first(_ lines: [String]?) -> String? { lines?.first.flatMap { $0.isEmpty ? nil : $0 } }

        // Git may say other things on standard error: a commit is 40 digits, or 64 where it counts by SHA-256.
        let head = git("rev-parse", "HEAD")?.first { line in
            [40, 64].contains(line.utf8.count) && line.allSatisfy(\.isHexDigit)
        }
        let isDirty = head != nil && git("status", "--porcelain", "--", ".")?.isEmpty != true
        commit = head.map { isDirty ? $0 + "+dirty" : $0 }
        let name = first(git("config", "user.name"))
        let address = first(git("config", "user.email"))
        author =
            switch (name, address) {
            case (let name?, let address?): "\(name) <\(address)>"
            case (let known?, nil), (nil, let known?): known
            case (nil, nil): Self.user
            }
    }

    private static var user: String? {
        unsafe getenv("USER").map { unsafe String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }
}
