/// One declared experiment, as it is looked up.
struct Experiment {
    let name: Bytes
    let variants: [Bytes]
    let table: Rendezvous
    /// Says in a cookie for which salt and experiment it is.
    let stamp: UInt32
    let cookieName: Bytes
    /// Place of its layer.
    var layer: Int?

    init(_ name: StaticString, _ variants: KeyValuePairs<StaticString, Int>, salt: StaticString) {
        precondition(!variants.isEmpty, "an experiment has no variants")
        let seed = Rendezvous.hash(Bytes(name), seed: Rendezvous.hash(Bytes(salt)))
        var names: [Bytes] = []
        var table = Rendezvous()
        for (variant, weight) in variants {
            precondition(weight >= 0, "a variant's weight is negative")
            let name = Bytes(variant)
            precondition(StickyCookie.isName(name), "a variant's name is not of letters, digits, - and _")
            precondition(!names.contains(name), "two variants have the same name")
            names.append(name)
            table.candidates.append(.init(seed: Rendezvous.hash(name, seed: seed), weight: Double(weight)))
        }
        self.name = Bytes(name)
        precondition(StickyCookie.isName(self.name), "an experiment's name is not of letters, digits, - and _")
        self.variants = names
        self.table = table
        stamp = UInt32(truncatingIfNeeded: seed)
        var cookie = Array(Bytes(StickyCookie.prefix))
        cookie.append(contentsOf: self.name)
        cookieName = Bytes(copying: cookie)
    }

    func index(of variant: Bytes) -> Int? {
        for index in 0..<variants.count where variants[index] == variant { return index }
        return nil
    }
}

/// A declared holdout, as it is looked up.
struct HoldoutTable {
    let seed: UInt64
    /// Of 1.
    let share: Double

    init(_ holdout: Experiments.Holdout) {
        seed = Rendezvous.hash(Bytes(holdout.salt), seed: Rendezvous.hash(Bytes("holdout")))
        share = holdout.percent / 100
    }

    func contains(_ key: UInt64) -> Bool {
        Rendezvous.unit(Rendezvous.draw(key, seed)) < share
    }
}

/// A declared layer, as it is looked up.
struct LayerTable {
    let members: [Bytes]
    /// Of each member, among the experiments declared.
    var places: [Int] = []
    /// The members, then those who are in none.
    let table: Rendezvous
    let holdout: HoldoutTable?

    init(_ layer: Experiments.Layer, salt: StaticString) {
        let seed = Rendezvous.hash(
            Bytes(layer.name), seed: Rendezvous.hash(Bytes(salt), seed: Rendezvous.hash(Bytes("layer"))))
        var members: [Bytes] = []
        var table = Rendezvous()
        var rest = 100
        for (member, share) in layer.shares {
            precondition(share >= 0 && share <= rest, "the shares of a layer are of a hundred")
            rest -= share
            members.append(Bytes(member))
            table.candidates.append(.init(seed: Rendezvous.hash(Bytes(member), seed: seed), weight: Double(share)))
        }
        table.candidates.append(.init(seed: seed, weight: Double(rest)))
        self.members = members
        self.table = table
        holdout = layer.holdout.map { holdout in HoldoutTable(holdout) }
    }

    /// The place, among the members, of the one that a key is in; nil: in none.
    func member(_ key: UInt64) -> Int? {
        guard let winner = table.winner(key), winner < members.count else { return nil }
        return winner
    }
}
