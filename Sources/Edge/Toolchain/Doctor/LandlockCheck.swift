/// The limits on files and ports that the server would put up.
package struct LandlockCheck: Sendable {
    /// `hardening.landlock`.
    package var isEnabled: Bool
    /// The kernel's; 0: none.
    package var version: Int
    /// The version from which on ports are limited.
    package var portsVersion: Int
    /// `hardening.required`.
    package var isRequired: Bool

    package init(isEnabled: Bool, version: Int, portsVersion: Int, isRequired: Bool) {
        self.isEnabled = isEnabled
        self.version = version
        self.portsVersion = portsVersion
        self.isRequired = isRequired
    }

    package var finding: Finding {
        let subject = "Landlock"
        guard isEnabled else {
            return Finding(
                .warning, subject, "off: the process may open any file that its user may",
                fix: "remove hardening.landlock from the configuration")
        }
        guard version > 0 else {
            return Finding(
                isRequired ? .failed : .warning, subject, "this kernel has none: files and ports are not limited",
                fix: "Linux 5.13 or later, started with lsm=landlock,… where cat /sys/kernel/security/lsm lacks it")
        }
        guard version >= portsVersion else {
            return Finding(
                .warning, subject, "version \(version): files are limited, ports are not",
                fix: "apt-get install -t bookworm-backports linux-image-amd64    # ports need Linux 6.7")
        }
        return Finding(.ok, subject, "version \(version): files and ports are limited")
    }
}
