/// The Swift toolchain and the SDK: what building workers needs, and serving modules does not.
package struct ToolchainCheck: Sendable {
    package enum Compiler: Sendable, Equatable {
        case found(version: String, root: String, hasSymbolizer: Bool)
        /// Why not: missing, another series, no Embedded Swift.
        case missing(String)
    }

    /// What tells SwiftPM how to build for WebAssembly; made from the toolchain by the first build.
    package enum Bundle: Sendable, Equatable {
        case current
        /// Missing, or of another toolchain.
        case toBeMade
        /// It has to be made and cannot be.
        case notWritable
        /// There is no toolchain to make it from.
        case unknown
    }

    package var compiler: Compiler
    package var bundle: Bundle
    /// Where the bundle is, or would be.
    package var bundleDirectory: String
    /// The SDK's package; nil: none is there.
    package var sdkPackage: String?
    /// The configuration has workers that are packages; without one it is as if.
    package var isNeeded: Bool

    package init(
        compiler: Compiler, bundle: Bundle, bundleDirectory: String, sdkPackage: String?, isNeeded: Bool
    ) {
        self.compiler = compiler
        self.bundle = bundle
        self.bundleDirectory = bundleDirectory
        self.sdkPackage = sdkPackage
        self.isNeeded = isNeeded
    }

    package var findings: [Finding] {
        let compilerFindings = compilerFindings
        return compilerFindings + [sdk] + (bundleFinding.map { [$0] } ?? [])
    }

    /// What stands in the way of builds alone is no failure where nothing is built.
    private var failure: Finding.Level { isNeeded ? .failed : .warning }

    private var compilerFindings: [Finding] {
        switch compiler {
        case .missing(let reason):
            return [
                Finding(
                    failure, "Swift", reason,
                    fix: "swiftly install 6.3 && swiftly use 6.3    # swiftly: https://www.swift.org/install/linux/")
            ]
        case .found(let version, let root, let hasSymbolizer):
            let swift = Finding(.ok, "Swift", "\(version) with Embedded Swift for wasm32, in \(root)")
            if hasSymbolizer { return [swift, Finding(.ok, "llvm-symbolizer", "in the toolchain")] }
            return [
                swift,
                Finding(
                    .warning, "llvm-symbolizer", "\(root)/bin has none: traps will be shown without source lines",
                    fix: "swiftly install 6.3    # the complete toolchain has it"),
            ]
        }
    }

    private var sdk: Finding {
        guard let sdkPackage else {
            return Finding(
                failure, "worker SDK", "no package of it beside this binary",
                fix:
                    "export SWIFTLET_SDK_PACKAGE=…/Sources/Guest    # of a checkout; or: make install PREFIX=/usr/local"
            )
        }
        return Finding(.ok, "worker SDK", sdkPackage)
    }

    private var bundleFinding: Finding? {
        switch bundle {
        case .current: Finding(.ok, "Swift SDK", "\(bundleDirectory)/swiftlet.artifactbundle")
        case .toBeMade: Finding(.ok, "Swift SDK", "the next build makes it in \(bundleDirectory)")
        case .notWritable:
            Finding(
                failure, "Swift SDK", "it has to be made, and \(bundleDirectory) is not writable",
                fix: "export SWIFTLET_SDKS=\"$HOME/.cache/swiftlet/swift-sdks\"")
        case .unknown: nil
        }
    }
}
