internal import Glibc

extension ToolchainCheck {
    /// What is on this machine. Makes nothing.
    package init(isNeeded: Bool) {
        let directory = Installation.sdksDirectory
        var compiler = Compiler.missing("")
        var bundle = Bundle.unknown
        do throws(ToolchainError) {
            let found = try Toolchain.Compiler.find()
            compiler = .found(
                version: found.version, root: found.root,
                hasSymbolizer: unsafe access(found.root + "/bin/llvm-symbolizer", X_OK) == 0)
            bundle = Self.state(of: found, in: directory)
        } catch {
            compiler = .missing(error.description)
        }
        self.init(
            compiler: compiler, bundle: bundle, bundleDirectory: directory, sdkPackage: Self.sdkPackage,
            isNeeded: isNeeded)
    }

    private static func state(of compiler: Toolchain.Compiler, in directory: String) -> Bundle {
        if WholeFile.text(directory + "/swiftlet.artifactbundle/stamp") == compiler.bundle.stamp { return .current }
        var nearest = directory
        while unsafe access(nearest, F_OK) != 0, let slash = nearest.lastIndex(of: "/") {
            nearest = String(nearest[..<slash])
        }
        return unsafe access(nearest.isEmpty ? "/" : nearest, W_OK) == 0 ? .toBeMade : .notWritable
    }

    private static var sdkPackage: String? {
        guard let path = Installation.sdkPackage, unsafe access(path + "/Package.swift", R_OK) == 0 else { return nil }
        return path
    }
}
