import Server

/// The packages that a configuration names as workers.
///
/// Of the file only the workers' paths are looked at: it is the host that reads the rest, with its secrets.
enum ConfiguredPackages {
    static func list(_ file: String) throws(CommandError) -> [String] {
        guard LocalFile.exists(file) else { return [] }
        let issues = ConfigIssues()
        let bytes = try LocalFile.read(file, bytesMax: ConfigFile.bytesMax, tooLarge: ConfigError.exitCode)
        let example = "[workers.hello] path = \"workers/hello\""
        let directory = file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
        var packages: [String] = []
        if let document = ConfigFile.document(bytes, issues: issues),
            var root = TableReader(document, issues: issues, example: example)
        {
            for (_, worker) in root.namedTables("workers", example: example) {
                var worker = worker
                guard let path = worker.string("path", example: "workers/hello")?.text else { continue }
                let place = path.hasPrefix("/") ? path : directory + path
                if LocalFile.isDirectory(place), !packages.contains(place) { packages.append(place) }
            }
        }
        guard issues.list.isEmpty else {
            throw CommandError(ConfigError.exitCode, ConfigError(file: file, issues: issues.sorted).description)
        }
        return packages
    }
}
