internal import Isolate
internal import Loop
internal import TLS

/// Why the server did not start: what, and what to do about it.
package struct ServerError: Error, CustomStringConvertible {
    package enum Kind: Sendable {
        /// The operator's to mend in the config or its files: exit code 78.
        case configuration
        /// A port in use, a missing permission, no memory: exit code 71.
        case system
    }

    package let kind: Kind
    package let description: String
    /// Another process listens where this one should.
    package let isAddressInUse: Bool

    init(_ kind: Kind, _ description: String, isAddressInUse: Bool = false) {
        self.kind = kind
        self.description = description
        self.isAddressInUse = isAddressInUse
    }

    init(listening listener: Config.Listener, _ error: LoopError) {
        let hint =
            if error.isAddressInUse {
                "; another process listens there: end it (ss -ltnp shows it) or choose another port"
            } else if error.isPermissionDenied {
                "; ports below 1024 need CAP_NET_BIND_SERVICE (setcap cap_net_bind_service=+ep) or another port"
            } else {
                ""
            }
        self.init(.system, "listener \(listener.name): \(error)\(hint)", isAddressInUse: error.isAddressInUse)
    }

    /// sysexits.h: EX_CONFIG and EX_OSERR.
    package var exitCode: Int32 { kind == .configuration ? 78 : 71 }
}
