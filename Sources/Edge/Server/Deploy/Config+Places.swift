extension Config {
    /// Adds what the host itself brings to a configuration with `[admin]`: a place for each worker that was deployed and
    /// that the file does not name, places for those to come, and the route of the previews.
    ///
    /// Loops have tables by a worker's place, which never grow: so places are there from the start, for nobody at first.
    mutating func addPlaces(deployed names: [String]) {
        guard admin != nil else { return }
        let unnamed = names.filter { name in !workers.contains { $0.name == name } }
        for name in unnamed { workers.append(.place(name)) }
        for _ in 0..<max(0, deploy.workersMax - unnamed.count) { workers.append(.place("")) }
        guard let domain = deploy.preview else { return }
        routes.append(
            Route(pattern: RoutePattern(host: .suffix("." + domain), path: .prefix("/")), action: .preview))
    }
}

extension Config.Worker {
    /// Of a worker that the file does not name: no origins, no variables, the default limits, and no share of the
    /// isolates that others could not have.
    fileprivate static func place(_ name: String) -> Config.Worker {
        var worker = Config.Worker(name: name, path: "", kind: .deployed)
        worker.limits.reserved = 0
        worker.isPlace = true
        return worker
    }
}
