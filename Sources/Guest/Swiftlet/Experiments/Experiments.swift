/// A/B/n experiments: who gets which variant, and keeps it.
///
/// Declared in the worker's `init()`, so that the tables are in its snapshot and cost a request nothing:
///
///     let experiments = Experiments(["checkout": ["control": 50, "fast": 50]], salt: "2026-11")
///
///     let variant = experiments.assign("checkout", to: request)
///     request.headers["X-Experiment-Bucket"] = variant.name
///     response.set(variant.cookie)                                // nil where the visitor has it already
///
/// A visitor's variant follows from a key (a cookie, a header, the client's address; a random one, kept in the cookie, if
/// there is none of them) and from weights and salt: the same everywhere, without a store. The cookie then keeps it.
///
/// **Ramps.** Somebody moves from variant a to variant b only if b's weight has grown in relation to a's: where one variant
/// grows, nobody loses it, and nobody moves between the others. More than that no assignment by key can do: when several
/// variants grow at different rates, some who have the slower one must go to the faster one. Those who have the cookie
/// stay even then. A new salt deals anew, and a weight of 0 takes a variant from everybody.
///
/// The first variant of an experiment is its control: what those see who do not take part.
public struct Experiments {
    /// Where a visitor's key is looked for.
    public enum Key {
        case cookie(StaticString)
        case header(StaticString)
        case clientAddress
    }

    /// Visitors who take part in no experiment, so that the effect of all together can be seen.
    public struct Holdout {
        /// Of a hundred visitors; fractions are allowed.
        public var percent: Double
        /// Its own, so that it outlives the experiments' salts.
        public var salt: StaticString

        public init(percent: Double, salt: StaticString) {
            precondition(percent >= 0 && percent <= 100, "a holdout is 0 to 100 percent")
            self.percent = percent
            self.salt = salt
        }
    }

    /// Experiments that exclude each other: a visitor takes part in one of them at most, and stays in it by its cookie.
    ///
    /// Where a share grows into what is left of the hundred, nobody leaves that experiment. A share that grows also takes
    /// some of those who have no cookie from the others, because theirs has shrunk in relation.
    public struct Layer {
        let name: StaticString
        let shares: KeyValuePairs<StaticString, Int>
        let holdout: Holdout?

        /// `shares`: of a hundred visitors; what is left of the hundred takes part in none.
        public init(_ name: StaticString, _ shares: KeyValuePairs<StaticString, Int>, holdout: Holdout? = nil) {
            self.name = name
            self.shares = shares
            self.holdout = holdout
        }
    }

    let experiments: [Experiment]
    let layers: [LayerTable]
    let holdout: HoldoutTable?

    /// Where a key is looked for, in this order, before one is made; a key in the cookie of an experiment comes first of all
    /// only if none of these is there.
    public var keys: [Key]
    /// What in a User-Agent tells a bot, in any case: bots see the control, and leave no trace. None by default.
    public var bots: [StaticString] = []
    /// Seconds for which a visitor keeps a variant, from when it was given.
    public var cookieMaxAge = 90 * 24 * 3600
    /// Whether the log gets a line when somebody is given a variant: once, for those who keep cookies; a client that has a key
    /// but keeps none is given the same one by each request.
    public var logsExposures = true

    /// - Parameters:
    ///   - experiments: By name, each with its variants and their weights. A weight counts in relation to the others of its
    ///     experiment. Names are of letters, digits, `-` and `_`.
    ///   - salt: What makes these experiments' assignments independent of others.
    public init(
        _ experiments: KeyValuePairs<StaticString, KeyValuePairs<StaticString, Int>>, salt: StaticString,
        keys: [Key] = [], layers: [Layer] = [], holdout: Holdout? = nil
    ) {
        var table: [Experiment] = []
        for (name, variants) in experiments { table.append(Experiment(name, variants, salt: salt)) }
        var tables = layers.map { layer in LayerTable(layer, salt: salt) }
        for place in 0..<tables.count {
            for member in tables[place].members {
                let index = table.firstIndex { experiment in experiment.name == member }
                guard let index else { preconditionFailure("a layer names an experiment that is not declared") }
                precondition(table[index].layer == nil, "an experiment is in two layers")
                table[index].layer = place
                tables[place].places.append(index)
            }
        }
        self.layers = tables
        self.experiments = table
        self.holdout = holdout.map { holdout in HoldoutTable(holdout) }
        self.keys = keys
    }

    /// The variant of whoever sent this request. A host call is made only for somebody new: for a random key, and for the
    /// log. Where a request takes part in several experiments, ask for the `visitor` once.
    ///
    /// An experiment that is not declared is an error in the log, and a variant called `none`.
    public func assign(_ experiment: StaticString, to request: Request) -> Variant {
        assign(experiment, to: visitor(of: request))
    }

    /// Nobody's variant is looked up twice: the same visitor gets the same.
    public func assign(_ experiment: StaticString, to visitor: Visitor) -> Variant {
        for place in 0..<experiments.count where experiments[place].name == experiment {
            return assign(place, to: visitor)
        }
        log.error("no experiment of this name is declared: \(Bytes(experiment).text)")
        return Variant(experiment: Bytes(experiment), name: Bytes("none"), origin: .unknown, place: experiments.count)
    }

    private func assign(_ place: Int, to visitor: Visitor) -> Variant {
        let experiment = experiments[place]
        if let forced = visitor.forced(experiment) {
            return Variant(experiment: experiment.name, name: forced, origin: .override, place: place)
        }
        if visitor.isBot { return control(place, .bot) }
        if let out = exclusion(place, visitor) {
            var variant = control(place, out)
            // A key that nobody keeps would be dealt anew with the next request, until it is in.
            if visitor.isNew { variant.cookie = StickyCookie.setCookie(experiment, nil, visitor, maxAge: cookieMaxAge) }
            return variant
        }
        if let index = kept(place, visitor) {
            return Variant(experiment: experiment.name, name: experiment.variants[index], origin: .cookie, place: place)
        }
        guard let index = experiment.table.winner(visitor.key) else { return control(place, .excluded) }
        var variant = Variant(experiment: experiment.name, name: experiment.variants[index], origin: .key, place: place)
        variant.cookie = StickyCookie.setCookie(experiment, index, visitor, maxAge: cookieMaxAge)
        if logsExposures { Exposure.log(experiment, index, visitor) }
        return variant
    }

    private func control(_ place: Int, _ origin: Variant.Origin) -> Variant {
        Variant(
            experiment: experiments[place].name, name: experiments[place].variants[0], origin: origin, place: place)
    }

    /// Why a visitor takes no part in an experiment; nil: they do.
    private func exclusion(_ place: Int, _ visitor: Visitor) -> Variant.Origin? {
        if let holdout, holdout.contains(visitor.key) { return .holdout }
        guard let layer = experiments[place].layer else { return nil }
        if let holdout = layers[layer].holdout, holdout.contains(visitor.key) { return .holdout }
        let table = layers[layer]
        // Who is in one of them stays there when another grows: by key alone some would have to go over.
        for member in 0..<table.places.count where table.table.candidates[member].weight > 0 {
            if kept(table.places[member], visitor) != nil { return table.places[member] == place ? nil : .excluded }
        }
        guard let member = table.member(visitor.key), table.places[member] == place else { return .excluded }
        return nil
    }

    /// The variant that a visitor's cookie keeps, if there is still such a one.
    private func kept(_ place: Int, _ visitor: Visitor) -> Int? {
        let experiment = experiments[place]
        let cookie = visitor.cookies.value(of: experiment.cookieName).flatMap(StickyCookie.init)
        guard let cookie, cookie.stamp == experiment.stamp, let index = experiment.index(of: cookie.variant),
            experiment.table.candidates[index].weight > 0
        else { return nil }
        return index
    }

    /// A string that is the same for all who get the same variants, for a cache's key or a header that `Vary` names:
    /// `checkout=fast;price=low`, in the order in which the experiments are declared.
    public static func cacheKey(_ variants: Variant...) -> String {
        var key: [UInt8] = []
        for variant in variants.sorted(by: { one, other in one.place < other.place }) {
            if !key.isEmpty { key.append(UInt8(ascii: ";")) }
            key.append(contentsOf: variant.experiment)
            key.append(UInt8(ascii: "="))
            key.append(contentsOf: variant.nameBytes)
        }
        return Bytes(copying: key).text
    }
}
