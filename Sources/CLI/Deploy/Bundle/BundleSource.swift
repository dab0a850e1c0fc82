import Deploy
internal import Glibc
import Toolchain

/// What is deployed: a package, built first, or a .wasm file; as a bundle.
struct BundleSource {
    /// The worker's name as the bundle, the package or the file has it.
    var name: String
    var bundle: [UInt8]
    /// Who deploys, where the bundle does not say who made it.
    var author: String?

    /// What the options say instead.
    struct Options {
        var name: String?
        var commit: String?
        /// The file of the key to sign with.
        var signingKey: String?
    }

    static func load(_ path: String, _ options: Options) throws(CommandError) -> BundleSource {
        // Before a build: a mistake here should not take a minute to be told.
        if let name = options.name { try VersionText.checkWorker(name) }
        let key = try options.signingKey.map { path throws(CommandError) in try KeyFile(path) }
        let isPackage = LocalFile.isDirectory(path)
        let smoke = try isPackage ? SmokeFile.load(package: path) : []
        let target = try WorkerTarget.load(path, readsConfiguration: false)
        do throws(DeployError) {
            var source = try isPackage ? package(target, smoke, options) : file(target, options)
            if let key { source.bundle = try key.sign(source.bundle) }
            return source
        } catch {
            var failure = CommandError(error)
            if !isPackage { failure.message = "\(path): \(failure.message)" }
            throw failure
        }
    }

    private static func package(
        _ target: WorkerTarget, _ smoke: [SmokeRequest], _ options: Options
    ) throws(DeployError) -> BundleSource {
        let source = SourceCommit(directory: target.package ?? ".")
        let provenance = Provenance(
            author: source.author, at: changed(target.modulePath),
            commit: options.commit ?? source.commit, toolchain: (try? Compiler.find()).map { "Swift \($0.version)" })
        let name = options.name ?? target.name
        let manifest = BundleManifest(name: try Deploy.WorkerName(name), smoke: smoke, provenance: provenance)
        return BundleSource(name: name, bundle: try Bundle.make(module: target.module, manifest: manifest))
    }

    /// One that is a bundle already stays as it is, unless the options say something else of it.
    private static func file(_ target: WorkerTarget, _ options: Options) throws(DeployError) -> BundleSource {
        let bundle = try Bundle(target.module)
        let name = options.name ?? bundle.manifest.name?.text ?? target.name
        let isComplete = bundle.signature != nil || bundle.manifest != BundleManifest()
        // Without a new signature the host is told the commit beside the bundle.
        if isComplete, options.commit == nil || options.signingKey == nil {
            return BundleSource(name: name, bundle: bundle.bytes)
        }
        let author = SourceCommit(directory: ".").author
        var manifest = bundle.manifest
        manifest.name = try Deploy.WorkerName(name)
        if let commit = options.commit { manifest.provenance.commit = commit }
        let made = try Bundle.make(module: bundle.bytes, manifest: manifest)
        return BundleSource(name: name, bundle: made, author: manifest.provenance.author == nil ? author : nil)
    }

    /// When the module was built, and not when it is deployed: the same module is the same bundle, whenever it is made.
    private static func changed(_ path: String) -> Int64? {
        var status = stat()
        return unsafe stat(path, &status) == 0 ? Int64(status.st_mtim.tv_sec) : nil
    }
}

extension CommandError {
    init(_ error: DeployError) {
        let code: Int32 =
            switch error.kind {
            case .input, .limit, .signature, .corrupt: 65
            case .missing, .conflict: 1
            case .system: 74
            }
        self.init(code, error.description)
    }
}
