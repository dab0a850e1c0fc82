internal import Hardening

extension ConfigDecoder {
    /// `user`: "name" or "name:group".
    mutating func decodeUser(_ root: inout TableReader) {
        guard let (text, node) = root.string("user", example: "swiftlet") else { return }
        do throws(HardeningError) {
            config.user = try SystemUser(text)
        } catch {
            issues.add(
                node, error.description,
                "write user = \"name\" or \"name:group\" of this system; useradd --system swiftlet makes one")
        }
    }

    /// `[hardening]`
    mutating func decodeHardening(_ root: inout TableReader) {
        guard var table = root.table("hardening", example: "[hardening] seccomp = \"log\"") else { return }
        let standard = Config.Hardening()
        var hardening = standard
        hardening.seccomp = filterMode(&table)
        hardening.landlock = table.boolean("landlock", default: standard.landlock)
        hardening.noNewPrivileges = table.boolean("no_new_privileges", default: standard.noNewPrivileges)
        hardening.coreDumps = table.boolean("core_dumps", default: standard.coreDumps)
        hardening.required = table.boolean("required", default: standard.required)
        if !hardening.noNewPrivileges, hardening.seccomp != .off || hardening.landlock {
            issues.add(
                table.node, "no_new_privileges = false, but seccomp and landlock are built on it",
                "remove it, or write seccomp = \"off\" and landlock = false too")
        }
        table.finish(hints: ["user": "write user before the first [table] of the file"])
        config.hardening = hardening
    }

    private func filterMode(_ table: inout TableReader) -> SystemCallFilter.Mode {
        let standard = Config.Hardening().seccomp
        guard let (text, node) = table.string("seccomp", example: standard.rawValue) else { return standard }
        if let mode = SystemCallFilter.Mode(rawValue: text) { return mode }
        let all = SystemCallFilter.Mode.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
        issues.add(node, "\(TOMLNode.quoted(text)) is no mode", "write one of \(all)")
        return standard
    }
}
