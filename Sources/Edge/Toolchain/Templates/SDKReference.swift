internal import Glibc

/// How a worker's manifest names the SDK's package.
package enum SDKReference: Sendable, Equatable {
    /// A directory, absolute or relative to the worker's package.
    case path(String)
    case url(String)

    /// The version from which on an SDK that is named by its URL will do.
    private static let version = "0.1.0"

    /// - Parameters:
    ///   - named: what the user said: a directory or a URL; nil: the SDK that came with this binary.
    ///   - package: the absolute path of the package that will refer to it.
    /// - Throws: `.usage`: that is no SDK; `.missing`: there is none.
    package init(named: String?, for package: String) throws(ToolchainError) {
        if let named {
            if Self.isURL(named) {
                self = .url(named)
            } else {
                self = .path(Self.shortest(try Self.directory(named, .usage, "--sdk"), from: package))
            }
            return
        }
        guard let found = Installation.sdkPackage else {
            throw ToolchainError(
                .missing,
                "no SDK beside this binary (\(Installation.executable)): name its directory or URL with --sdk, or its "
                    + "directory with SWIFTLET_SDK_PACKAGE")
        }
        let directory = try Self.directory(found, .missing, "SWIFTLET_SDK_PACKAGE or this binary's installation")
        self = .path(Self.shortest(directory, from: package))
    }

    /// The line of the manifest's dependencies.
    var dependency: String {
        switch self {
        case .path(let path): ".package(name: \"swiftlet-sdk\", path: \(Self.literal(path)))"
        case .url(let url): ".package(url: \(Self.literal(url)), from: \"\(Self.version)\")"
        }
    }

    /// What the manifest's products call the package.
    var identity: String {
        switch self {
        case .path:
            return "swiftlet-sdk"
        case .url(let url):
            var path = url[...]
            while path.hasSuffix("/") { path.removeLast() }
            if path.hasSuffix(".git") { path.removeLast(4) }
            return String(
                path[(path.lastIndex { $0 == "/" || $0 == ":" }.map { path.index(after: $0) } ?? path.startIndex)...])
        }
    }

    /// The directory or URL, for people.
    package var text: String {
        switch self {
        case .path(let text), .url(let text): text
        }
    }

    /// A scheme, or what ssh takes.
    private static func isURL(_ text: String) -> Bool {
        text.contains("://") || text.hasPrefix("git@")
    }

    private static func directory(
        _ path: String, _ kind: ToolchainError.Kind, _ source: String
    ) throws(ToolchainError) -> String {
        guard let directory = FilePath.resolved(path) else {
            throw ToolchainError(kind, "\(source): no such directory: \(path)")
        }
        guard unsafe access(directory + "/Package.swift", R_OK) == 0, unsafe access(directory + "/Swiftlet", R_OK) == 0
        else {
            throw ToolchainError(kind, "\(source): \(path) is not the SDK's package (in a checkout: Sources/Guest)")
        }
        return directory
    }

    /// Relative where both are in one checkout: it may be moved then.
    private static func shortest(_ sdk: String, from package: String) -> String {
        let inside = "/Sources/Guest"
        guard sdk.hasSuffix(inside) else { return sdk }
        let checkout = sdk.dropLast(inside.count) + "/"
        guard package.hasPrefix(checkout), package != sdk, !package.hasPrefix(sdk + "/") else { return sdk }
        let depth = package.dropFirst(checkout.count).split(separator: "/").count
        return String(repeating: "../", count: depth) + inside.dropFirst()
    }

    /// As a string of a Swift source.
    private static func literal(_ text: String) -> String {
        var literal = "\""
        for character in text {
            if character == "\"" || character == "\\" { literal.append("\\") }
            literal.append(character)
        }
        return literal + "\""
    }
}

/// Paths as the system sees them.
enum FilePath {
    /// Absolute, without links and dots; nil: it is not there.
    static func resolved(_ path: String) -> String? {
        guard let resolved = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }
}
