internal import Crypto

/// A worker to be deployed, in one file: a WebAssembly module with two custom sections of ours, each of which may be
/// missing.
///
/// `swiftlet.manifest`: `BundleManifest` as JSON. `swiftlet.signature`, the last section: whoever signed says with it
/// that all bytes before it are theirs. A runtime that knows neither runs the module all the same.
package struct Bundle: Sendable {
    static let manifestSection = "swiftlet.manifest"
    static let signatureSection = "swiftlet.signature"

    /// All of it; its SHA-256 names it.
    package let bytes: [UInt8]
    /// Empty if the file has none.
    package let manifest: BundleManifest
    /// Not checked.
    package let signature: BundleSignature?

    /// Reads what somebody sent. Says of damaged files at which byte.
    package init(_ bytes: [UInt8]) throws(DeployError) {
        var sections = try ModuleSections(bytes)
        var (manifest, signature): (ModuleSections.Section?, ModuleSections.Section?)
        while let section = try sections.next() {
            if signature != nil {
                throw DeployError(
                    .signature, "bytes follow the bundle's signature (byte \(section.whole.lowerBound))",
                    remedy: "sign it again, as the last step")
            }
            switch section.name {
            case Self.manifestSection:
                if let manifest {
                    throw .damaged(
                        "a second \(Self.manifestSection), after that at \(manifest.whole.lowerBound)",
                        at: section.whole.lowerBound)
                }
                manifest = section
            case Self.signatureSection: signature = section
            default: break
            }
        }
        self.bytes = bytes
        self.manifest =
            if let manifest { try BundleManifest(json: Array(bytes[manifest.content])) } else { BundleManifest() }
        self.signature =
            if let signature {
                try BundleSignature(Array(bytes[signature.content]), signedCount: signature.whole.lowerBound)
            } else { nil }
    }

    /// Checks that one of these keys signed it. Which one.
    package func verify(_ keys: TrustedKeys) throws(DeployError) -> KeyID {
        let allowed = "this host takes those of " + keys.ids.map(\.description).joined(separator: ", ")
        guard let signature else {
            throw DeployError(.signature, "the bundle is not signed", remedy: "swiftlet deploy --sign KEY; \(allowed)")
        }
        guard let key = keys.key(signature.key) else {
            throw DeployError(
                .signature, "the bundle is signed by \(signature.key), which is not allowed",
                remedy: "sign it with another key, or add this one to [deploy] require_signature; \(allowed)")
        }
        guard key.verify(signature.bytes, over: try BundleSignature.message(bytes, count: signature.signedCount)) else {
            throw DeployError(
                .signature, "the signature is not that of \(signature.key) over this bundle",
                remedy: "the bundle was changed after it was signed: build and sign it again")
        }
        return signature.key
    }

    // MARK: making

    /// A module with this manifest. Sections of ours that it has already are replaced.
    package static func make(module: [UInt8], manifest: BundleManifest) throws(DeployError) -> [UInt8] {
        var bundle = try strip(module, [manifestSection, signatureSection])
        bundle.append(customSection: manifestSection, try manifest.json())
        return bundle
    }

    /// The bundle with a signature, in place of the one that it may have.
    package static func sign(_ bundle: [UInt8], with key: borrowing BundleKey) throws(DeployError) -> [UInt8] {
        var bundle = try strip(bundle, [signatureSection])
        let signature = try BundleSignature(signing: bundle, with: key)
        bundle.append(customSection: signatureSection, signature.content)
        return bundle
    }

    private static func strip(_ module: [UInt8], _ names: Set<String>) throws(DeployError) -> [UInt8] {
        var sections = try ModuleSections(module)
        var kept = ModuleSections.head
        kept.reserveCapacity(module.count)
        while let section = try sections.next() {
            if let name = section.name, names.contains(name) { continue }
            kept += module[section.whole]
        }
        return kept
    }
}
