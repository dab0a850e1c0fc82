/// The address of a listener: can it be bound?
package struct PortCheck: Sendable {
    package enum Outcome: Sendable, Equatable {
        case free
        /// By whom, where that can be told: "nginx (pid 812)".
        case inUse(by: String?)
        /// A port below 1024, and not root.
        case denied
        /// The system's words: no such address on this machine, no IPv6, ...
        case refused(String)
    }

    package var listener: String
    /// With port.
    package var address: String
    package var port: UInt16
    package var outcome: Outcome
    /// The binary that will listen: what gets the capability.
    package var executable: String

    package init(listener: String, address: String, port: UInt16, outcome: Outcome, executable: String) {
        self.listener = listener
        self.address = address
        self.port = port
        self.outcome = outcome
        self.executable = executable
    }

    package var finding: Finding {
        let subject = "port \(port)"
        switch outcome {
        case .free:
            return Finding(.ok, subject, port == 0 ? "\(address): the system will choose one" : "\(address) is free")
        case .inUse(let process):
            return Finding(
                .failed, subject, "\(address) is in use\(process.map { " by \($0)" } ?? "")",
                fix: "ss -ltnp 'sport = :\(port)'    # shows who has it: end that, or change listener \(listener)")
        case .denied:
            return Finding(
                .failed, subject, "\(address): ports below 1024 are not for everybody",
                fix: "setcap cap_net_bind_service=+ep \(executable)")
        case .refused(let reason):
            return Finding(
                .failed, subject, "\(address): \(reason)",
                fix: "ip -brief address    # shows this machine's addresses: change listener \(listener)")
        }
    }
}
