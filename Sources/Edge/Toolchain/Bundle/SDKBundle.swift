internal import Glibc

/// The Swift SDK bundle: what tells SwiftPM how to reach wasm32-unknown-none-wasm with the installed toolchain.
///
/// It holds paths into that toolchain, so it is made anew when the toolchain or its own text changes. Made beside its
/// place and moved there whole: two processes may make it at once. A value; any thread.
struct SDKBundle {
    let compiler: Compiler
    let directory: String

    private var bundle: String { directory + "/swiftlet.artifactbundle" }

    /// What the bundle was made of. Objects made with another one cannot be linked with this one's.
    var stamp: String {
        let modified = FileStatus(compiler.unicodeTables)?.modified ?? 0
        return "\(checksum) \(compiler.root) \(compiler.version) \(modified)"
    }

    func make() throws(ToolchainError) {
        if isCurrent { return }
        try Directory.make(directory)
        let new = "\(directory)/.new.\(getpid())"
        Directory.remove(new)
        defer { Directory.remove(new) }
        try Directory.make(new + "/swiftlet/wasm32")
        for (name, text) in files { try WholeFile.write(Array(text.utf8), "\(new)/\(name)") }
        try WholeFile.write(Array(stamp.utf8), new + "/stamp")
        // A rename replaces no directory that has something in it: the old one is moved away first. Who comes second
        // finds the place taken by a bundle that is as good.
        let old = "\(directory)/.old.\(getpid())"
        Directory.remove(old)
        if unsafe rename(bundle, old) != 0, errno != ENOENT { throw ToolchainError(refused: bundle, errno) }
        let code = unsafe rename(new, bundle) == 0 ? 0 : errno
        Directory.remove(old)
        if code != 0, !isCurrent { throw ToolchainError(refused: bundle, code) }
    }

    private var isCurrent: Bool { WholeFile.text(bundle + "/stamp") == stamp }

    private var checksum: String {
        // FNV-1a: it tells versions of our own text apart, nothing hostile.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for file in files { for byte in file.text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 } }
        return String(hash, radix: 16)
    }

    private var files: [(name: String, text: String)] {
        [("info.json", info), ("swiftlet/swift-sdk.json", sdk), ("swiftlet/toolset.json", toolset)]
    }

    private var info: String {
        """
        {"schemaVersion":"1.0","artifacts":{"swiftlet":{"type":"swiftSDK","version":"1","variants":[{"path":"swiftlet"}]}}}
        """
    }

    private var sdk: String {
        """
        {"schemaVersion":"4.0","targetTriples":{"\(Compiler.triple)":{"sdkRootPath":"wasm32","toolsetPaths":["toolset.json"]}}}
        """
    }

    /// DeferredCodeGen: libraries are optimised but get no machine code of their own, which nothing links: the worker's
    /// module gets it all. hello cold 18.6 -> 16.0 s.
    ///
    /// disable-incremental-llvm-codegen: no hash of the compiler's work, with the paths in it, among the module's data:
    /// equal sources give equal modules wherever they are built.
    ///
    /// stack-size: data that functions keep in memory; return addresses are elsewhere. 24 KiB leave room for a small
    /// worker's data and the request in the first page of memory: an isolate of one page costs 3.9 us, of two 5.2, of
    /// four 7.8.
    /// --stack-first: the stack lies below all data, so that running out of it is an access below address 0, which traps.
    ///
    /// DWARF stays in what is linked: the build takes it out of what is deployed.
    private var toolset: String {
        """
        {
          "schemaVersion": "1.0",
          "rootPath": "\(compiler.root)/bin",
          "swiftCompiler": {"extraCLIOptions": [
            "-enable-experimental-feature", "Embedded", "-enable-experimental-feature", "Extern",
            "-enable-experimental-feature", "DeferredCodeGen",
            "-Xfrontend", "-disable-incremental-llvm-codegen",
            "-wmo", "-O", "-Xclang-linker", "-nostdlib"]},
          "cCompiler": {"extraCLIOptions": ["-fno-builtin", "-mbulk-memory", "-O2"]},
          "linker": {"extraCLIOptions": [
            "--no-entry", "--gc-sections", "--export=__main_argc_argv",
            "--stack-first", "-z", "stack-size=24576", "\(compiler.unicodeTables)"]}
        }
        """
    }
}

extension Compiler {
    /// The directory for `--swift-sdks-path`, after making the bundle in it if it is missing or out of date.
    package func sdkBundle() throws(ToolchainError) -> String {
        let bundle = bundle
        try bundle.make()
        remember()
        return bundle.directory
    }

    var bundle: SDKBundle { SDKBundle(compiler: self, directory: Installation.sdksDirectory) }
}
