/// Whoever sent a request, as experiments see them. Ask for it once where a request takes part in several.
public struct Visitor {
    /// Of the key's bytes.
    let key: UInt64
    /// The key, if it was made here and lives in the cookies of experiments.
    let ownKey: UInt64?
    /// Whether that key was made for this request: no cookie has it yet.
    let isNew: Bool
    let isBot: Bool
    let isSecure: Bool
    let cookies: CookieLines
    private let overrides: Bytes?

    init(_ request: Request, _ experiments: Experiments, _ verifier: Experiments.OverrideVerifier) {
        cookies = CookieLines(request)
        overrides = verifier.overrides(in: request, cookies)
        isBot = Visitor.isBot(request, experiments.bots)
        isSecure = request.block?.isSecure ?? true
        for key in experiments.keys {
            let found: Bytes? =
                switch key {
                case .cookie(let name): cookies.value(of: Bytes(name))
                case .header(let name): request.headers.first(name)
                case .clientAddress: request.block?.clientAddress
                }
            if let found, !found.isEmpty {
                self.key = Rendezvous.hash(found)
                ownKey = nil
                isNew = false
                return
            }
        }
        var own: UInt64?
        for experiment in experiments.experiments where own == nil {
            own = cookies.value(of: experiment.cookieName).flatMap(StickyCookie.init)?.key
        }
        let key = own ?? Random.next()
        self.key = key
        ownKey = key
        isNew = own == nil
    }

    /// What an override makes of an experiment, if it has such a variant; its weight does not matter.
    func forced(_ experiment: Experiment) -> Bytes? {
        guard let overrides else { return nil }
        var forced: Bytes?
        overrides.forEachPart(UInt8(ascii: ",")) { part in
            let split = part.firstIndex(of: UInt8(ascii: "=")) ?? part.count
            guard split < part.count, part.slice(0..<split) == experiment.name else { return }
            forced = experiment.index(of: part.slice(split + 1..<part.count)).map { index in experiment.variants[index]
            }
        }
        return forced
    }

    private static func isBot(_ request: Request, _ bots: [StaticString]) -> Bool {
        guard !bots.isEmpty, let agent = request.headers.first("User-Agent") else { return false }
        for bot in bots where agent.containsIgnoringCase(Bytes(bot)) { return true }
        return false
    }
}

extension Experiments {
    /// Whoever sent this request. Overrides are refused unless there is a verifier for them.
    public func visitor(of request: Request, overrides: OverrideVerifier = .none) -> Visitor {
        Visitor(request, self, overrides)
    }
}

extension Bytes {
    /// Calls `body` for what is between separators.
    func forEachPart(_ separator: UInt8, _ body: (Bytes) -> Void) {
        var start = 0
        for index in 0...count where index == count || self[index] == separator {
            body(slice(start..<index))
            start = index + 1
        }
    }

    /// Whether `part` is in these bytes, but for the case of ASCII letters. `part` is short and the author's.
    fileprivate func containsIgnoringCase(_ part: Bytes) -> Bool {
        guard part.count > 0, part.count <= count else { return false }
        for start in 0...count - part.count where slice(start..<start + part.count).equalsIgnoringCase(part) {
            return true
        }
        return false
    }
}
