internal import Admin

/// Requests and log lines as they happen, for who watches.
extension DeployHost {
    func beginTail(_ channel: TailChannel, _ caller: AdminCaller) throws(AdminError) {
        if let name = channel.filter.worker { _ = try worker(name) }
        tails.add(channel)
    }

    func endTail(_ channel: TailChannel) { tails.remove(channel) }
}
