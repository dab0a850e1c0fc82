import Admin
import ArgumentParser
import Deploy

/// `swiftlet versions`
struct Versions: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List a worker's versions, the newest first.",
        discussion: """
            EXAMPLES
              swiftlet versions shop
              swiftlet versions shop v7                     one of them, with everything that it is bound to
              swiftlet versions shop --json | jq -r '.versions[0].version'
            """)

    @Argument(help: "The worker's name.")
    var worker: String

    @Argument(help: ArgumentHelp("Show this one.", valueName: "vN"))
    var version: String?

    @OptionGroup(title: "Host") var host: HostOptions

    func run() throws {
        try host.run("versions") { client throws(CommandError) in
            try VersionText.checkWorker(worker)
            if let version {
                let number = try VersionText.parse(version)
                let info = try asked { () throws(AdminClientError) in try client.version(number, of: worker) }
                host.show(info) { Self.text(info) }
            } else {
                let list = try asked { () throws(AdminClientError) in try client.versions(of: worker) }
                host.show(list) { Self.text(list) }
            }
        }
    }

    private static func text(_ list: VersionList) -> String {
        guard !list.versions.isEmpty else {
            return "\(list.worker) has no version yet: swiftlet deploy --name \(list.worker)"
        }
        var table = TextTable("VERSION", "SHARE", "AGE", "BY", "COMMIT", "MESSAGE")
        for info in list.versions {
            let author = info.provenance.author ?? ""
            table.add(
                "\(info.version)", VersionText.standing(info), TimeText.age(info.createdAt),
                String(author.prefix { $0 != "<" }).cut(to: 20), VersionText.commit(info.provenance.commit),
                VersionText.subject(info.provenance.message))
        }
        return table.text
    }

    private static func text(_ info: VersionInfo) -> String {
        func pairs(_ values: [String: String]) -> String {
            values.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
        }
        let standing = VersionText.standing(info)
        let rows: [(String, String)] = [
            ("share", standing.isEmpty ? "none" : standing), ("age", TimeText.age(info.createdAt)),
            ("made by", info.source.rawValue),
            ("author", info.provenance.author ?? ""), ("commit", info.provenance.commit ?? ""),
            ("message", info.provenance.message ?? ""), ("toolchain", info.provenance.toolchain ?? ""),
            ("signed by", info.signedBy ?? ""), ("module", "\(info.moduleSHA256), \(info.moduleBytes) bytes"),
            ("origins", info.origins.joined(separator: " ")), ("variables", pairs(info.variables)),
            ("secrets", info.secrets.keys.sorted().joined(separator: " ")), ("limits", pairs(info.limits)),
            ("smoke", info.smokeRequests == 0 ? "" : counted(info.smokeRequests, "request")),
        ]
        var list = TextList(indent: 2, nameWidth: 10)
        for (name, value) in rows { list.add(name, value) }
        return "\(info.worker) \(info.version)\n\(list.text)"
    }
}
