/// Does what the admin API is asked: the host implements it.
///
/// Its functions are called by the connections' threads, several at the same time, and may block: none of those is a
/// loop's. What they throw is answered as it is. Names have the form of names and versions are above 0; whether there
/// are such is theirs to find out.
package protocol AdminService: Sendable {
    func status(_ caller: AdminCaller) throws(AdminError) -> HostStatus
    func workers(_ caller: AdminCaller) throws(AdminError) -> WorkerList
    func worker(_ name: String, _ caller: AdminCaller) throws(AdminError) -> WorkerDetail
    func deleteWorker(_ name: String, _ caller: AdminCaller) throws(AdminError) -> WorkerDeletion

    func versions(of worker: String, _ caller: AdminCaller) throws(AdminError) -> VersionList
    func version(_ version: VersionID, of worker: String, _ caller: AdminCaller) throws(AdminError) -> VersionInfo
    /// `progress` is called on the same thread, with steps only (and not with `receive`, which is over): the result is
    /// what is returned or thrown. Runs to its end even if whoever asked has gone.
    func deploy(
        _ request: DeployRequest, _ caller: AdminCaller, progress: (DeployEvent) -> Void
    ) throws(AdminError) -> DeployResult
    func rotate(
        _ worker: String, _ request: RotateRequest, _ caller: AdminCaller, progress: (DeployEvent) -> Void
    ) throws(AdminError) -> DeployResult

    func rollout(of worker: String, _ caller: AdminCaller) throws(AdminError) -> RolloutStatus
    func setRollout(
        of worker: String, _ request: RolloutRequest, _ caller: AdminCaller
    ) throws(AdminError) -> RolloutStatus
    /// Back to the baseline.
    func abortRollout(of worker: String, _ caller: AdminCaller) throws(AdminError) -> RolloutStatus
    /// `version`: nil is the candidate, else the newest version.
    func promote(_ worker: String, to version: VersionID?, _ caller: AdminCaller) throws(AdminError) -> RolloutStatus
    /// `version`: nil is the previous baseline.
    func rollBack(_ worker: String, to version: VersionID?, _ caller: AdminCaller) throws(AdminError) -> RolloutStatus

    func shadow(of worker: String, _ caller: AdminCaller) throws(AdminError) -> ShadowStatus
    func setShadow(
        of worker: String, _ request: ShadowRequest, _ caller: AdminCaller
    ) throws(AdminError) -> ShadowStatus
    /// What it had shown at its end.
    func endShadow(of worker: String, _ caller: AdminCaller) throws(AdminError) -> ShadowStatus

    /// From now on `channel.offer` is to be called for each line that `channel.filter` wants, from any thread.
    func beginTail(_ channel: TailChannel, _ caller: AdminCaller) throws(AdminError)
    func endTail(_ channel: TailChannel)

    func explain(_ request: ExplainRequest, _ caller: AdminCaller) throws(AdminError) -> Explanation
    func configPlan(_ caller: AdminCaller) throws(AdminError) -> ConfigPlan
    func applyConfig(_ request: ApplyRequest, _ caller: AdminCaller) throws(AdminError) -> ApplyResult

    /// Something that the operator should know: refused attempts, connections turned away. Bounded by the caller.
    func note(_ event: AdminNotice)
}

/// Who asks, for the log and for provenance.
package struct AdminCaller: Equatable, Sendable {
    /// "unix:1000" (the peer's user), "token:ci", "certificate:deploy-bot".
    package var name: String
    package var scope: AdminScope
    /// "unix", or the address and port.
    package var address: String

    package init(name: String, scope: AdminScope, address: String) {
        self.name = name
        self.scope = scope
        self.address = address
    }
}

/// What a caller may do: each includes those before it.
package enum AdminScope: String, CaseIterable, Comparable, Sendable {
    case read, deploy, all

    private var rank: Int { self == .read ? 0 : self == .deploy ? 1 : 2 }

    package static func < (one: AdminScope, other: AdminScope) -> Bool { one.rank < other.rank }
}

/// What the host's log is told.
package enum AdminNotice: Equatable, Sendable {
    /// An operation that changes something, and the status that it was answered.
    case operation(name: String, caller: AdminCaller, target: String, status: Int)
    case refused(address: String, reason: String)
    /// So many attempts of an address were turned away within a minute, without a notice of their own.
    case refusals(address: String, count: Int)
    case failed(String)
}
