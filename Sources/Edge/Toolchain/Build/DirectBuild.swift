/// Compiles the one module whose sources changed and links it, with the commands that SwiftPM would run: SwiftPM needs
/// 0.3 to 0.7 s to find out that it is these two.
///
/// Works in a directory of its own, so that SwiftPM finds its products as it left them. Any doubt gives nil, and then
/// SwiftPM builds. A value of one build.
struct DirectBuild {
    let compile: [String]
    let link: [String]
    let linked: String
    private let files: [(path: String, text: String)]
    private let directories: [String]

    init?(_ manifest: BuildManifest, changed: Set<String>, scratch: String) {
        guard let link = manifest.link, let module = manifest.module(reading: changed),
            let map = Self.value(after: "-output-file-map", module.arguments), let slash = map.lastIndex(of: "/"),
            let objects = link.arguments.first(where: { $0.hasPrefix("@") && $0.hasSuffix(".LinkFileList") }),
            let mapText = WholeFile.text(map), let objectsText = WholeFile.text(String(objects.dropFirst()))
        else { return nil }
        // …/hello.build/ -> …/direct/hello.build/, for all that the compiler writes.
        let place = String(map[...slash])
        guard let name = place.split(separator: "/").last else { return nil }
        let own = "\(scratch)/direct/\(name)/"
        let products = module.outputs.allSatisfy { $0.hasPrefix(place) }
        guard products, module.outputs.contains(where: { $0.hasSuffix(".o") && link.inputs.contains($0) }) else {
            return nil
        }
        guard let wasm = link.outputs[0].split(separator: "/").last else { return nil }

        linked = "\(scratch)/direct/\(wasm)"
        let unwanted: Set<String> = ["-v", "-parseable-output"]
        compile = module.arguments.filter { !unwanted.contains($0) }.map { argument in
            argument.hasPrefix("@") ? argument : argument.replacing(place, with: own)
        }
        let ownObjects = "\(own)Objects.LinkFileList"
        let output = linked
        self.link = link.arguments.filter { !unwanted.contains($0) }.map { argument in
            argument == objects ? "@" + ownObjects : argument == link.outputs[0] ? output : argument
        }
        files = [
            (own + map[map.index(after: slash)...], mapText.replacing(place, with: own)),
            (ownObjects, objectsText.replacing(place, with: own)),
        ]
        directories = [own]
    }

    func prepare() throws(ToolchainError) {
        for directory in directories { try Directory.make(directory) }
        for file in files where WholeFile.text(file.path) != file.text {
            try WholeFile.write(Array(file.text.utf8), file.path)
        }
    }

    private static func value(after option: String, _ arguments: [String]) -> String? {
        guard let index = arguments.firstIndex(of: option), index + 1 < arguments.count else { return nil }
        return arguments[index + 1]
    }
}
