internal import Glibc
import Testing

@testable import Swiftlet

/// Over a million keys, as a visitor's bytes give them.
@Suite("Experiments: who gets what")
struct SplitTests {
    static let count = 1_000_000
    /// The hashes of `user-0`, `user-1`, …: made once, they are most of the time in a debug build.
    static let keys: [UInt64] = {
        var text: [UInt8] = Array("user-0000000".utf8)
        return (0..<count).map { number in
            var rest = number
            for place in 5..<12 {
                text[16 - place] = UInt8(ascii: "0") + UInt8(rest % 10)
                rest /= 10
            }
            return unsafe text.withUnsafeBufferPointer { buffer in
                unsafe Rendezvous.hash(Bytes(start: buffer.baseAddress!, count: buffer.count))
            }
        }
    }()

    private func table(_ weights: KeyValuePairs<StaticString, Int>, salt: StaticString = "2026-11") -> Rendezvous {
        Experiment("checkout", weights, salt: salt).table
    }

    /// How many keys go where; -1 is nowhere.
    private func winners(_ table: Rendezvous) -> [Int8] {
        Self.keys.map { key in Int8(table.winner(key) ?? -1) }
    }

    @Test(
        "a million visitors are split by weight, within 0.3 % of all",
        arguments: [[50, 50], [90, 10], [1, 1, 1], [50, 30, 15, 5], [1, 99], [0, 100]])
    func split(_ weights: [Int]) {
        var table = Rendezvous()
        let names: [StaticString] = ["a", "b", "c", "d"]
        for (place, weight) in weights.enumerated() {
            table.candidates.append(.init(seed: Rendezvous.hash(Bytes(names[place]), seed: 7), weight: Double(weight)))
        }
        var counts = weights.map { _ in 0 }
        for winner in winners(table) { counts[Int(winner)] += 1 }
        let total = Double(weights.reduce(0, +))
        for (place, weight) in weights.enumerated() {
            let share = Double(counts[place]) / Double(Self.count)
            #expect(abs(share - Double(weight) / total) < 0.003, "\(weights): \(counts)")
            if weight == 0 { #expect(counts[place] == 0) }
        }
    }

    @Test("what a visitor gets for one salt says nothing of what they get for another")
    func independence() {
        let one = winners(table(["a": 1, "b": 1, "c": 1], salt: "one"))
        let two = winners(table(["a": 1, "b": 1, "c": 1], salt: "two"))
        var counts = [Double](repeating: 0, count: 9)
        for place in 0..<Self.count { counts[Int(one[place]) * 3 + Int(two[place])] += 1 }
        let expected = Double(Self.count) / 9
        let chiSquare = counts.reduce(0.0) { sum, count in sum + (count - expected) * (count - expected) / expected }
        // 8 degrees of freedom: beyond 26.1 in one of a thousand fair deals.
        #expect(chiSquare < 26.1, "\(chiSquare)")
    }

    @Test("neighbouring experiments of one salt are independent as well")
    func independenceOfNames() {
        let one = winners(Experiment("exp1", ["a": 1, "b": 1], salt: "s").table)
        let two = winners(Experiment("exp2", ["a": 1, "b": 1], salt: "s").table)
        var same = 0
        for place in 0..<Self.count where one[place] == two[place] { same += 1 }
        // Four standard deviations of 500.
        #expect(abs(same - Self.count / 2) < 2000)
    }

    @Test("where one variant grows, nobody loses it and nobody moves between the others")
    func ramp() {
        var before = winners(table(["control": 95, "fast": 5, "slow": 20]))
        for weight in [10, 25, 50, 200] {
            let after = winners(table(["control": 95, "fast": 5, "slow": weight * 4]))
            var wrong = 0
            for place in 0..<Self.count where before[place] != after[place] && after[place] != 2 { wrong += 1 }
            #expect(wrong == 0)
            before = after
        }
    }

    @Test("where shares move, nobody goes to a variant that has not grown in relation to theirs")
    func rampOfShares() {
        let weights: [[Double]] = [[90, 5, 5], [70, 10, 20]]
        let before = winners(table(["a": 90, "b": 5, "c": 5]))
        let after = winners(table(["a": 70, "b": 10, "c": 20]))
        var moves = [Int](repeating: 0, count: 9)
        for place in 0..<Self.count { moves[Int(before[place]) * 3 + Int(after[place])] += 1 }
        for from in 0..<3 {
            for to in 0..<3 where weights[1][to] / weights[0][to] <= weights[1][from] / weights[0][from] && from != to {
                #expect(moves[from * 3 + to] == 0, "\(from) to \(to)")
            }
        }
        // What cannot hold: b has grown, but c more.
        #expect(moves[1 * 3 + 2] > 0)
    }

    @Test("a holdout has its share, and is independent of the variants")
    func holdout() {
        let holdout = HoldoutTable(.init(percent: 5, salt: "2026"))
        let winners = winners(table(["a": 1, "b": 1]))
        var counts = [0, 0]
        for place in 0..<Self.count where holdout.contains(Self.keys[place]) { counts[Int(winners[place])] += 1 }
        #expect(abs(counts[0] + counts[1] - Self.count / 20) < 3000)
        // Four standard deviations of 112.
        #expect(abs(counts[0] - counts[1]) < 900)
        #expect(!HoldoutTable(.init(percent: 0, salt: "x")).contains(Self.keys[0]))
        #expect(Self.keys.prefix(1000).allSatisfy(HoldoutTable(.init(percent: 100, salt: "x")).contains))
    }

    @Test("nobody is in two experiments of a layer, and each has its share")
    func layer() {
        let layer = LayerTable(.init("cart", ["one": 50, "two": 30]), salt: "s")
        var counts = [0, 0, 0]
        for key in Self.keys { counts[layer.member(key) ?? 2] += 1 }
        for (count, share) in zip(counts, [0.5, 0.3, 0.2]) {
            #expect(abs(Double(count) / Double(Self.count) - share) < 0.003)
        }
    }

    @Test("which experiment of a layer somebody is in says nothing of their variant there")
    func variantsInLayer() {
        let layer = LayerTable(.init("cart", ["one": 50, "two": 30]), salt: "2026-11")
        let tables = ["one", "two"].map { (name: StaticString) in
            Experiment(name, ["a": 1, "b": 1], salt: "2026-11").table
        }
        var counts = [0, 0, 0, 0]
        for key in Self.keys {
            guard let member = layer.member(key) else { continue }
            counts[member * 2 + tables[member].winner(key)!] += 1
        }
        // Four standard deviations of the difference: the root of those who are in it.
        #expect(abs(counts[0] - counts[1]) < 2840 && abs(counts[2] - counts[3]) < 2200, "\(counts)")
    }

    @Test("where an experiment of a layer grows, nobody leaves it, and nobody leaves the layer")
    func rampOfLayer() {
        let before = LayerTable(.init("cart", ["one": 20, "two": 30]), salt: "s")
        let after = LayerTable(.init("cart", ["one": 50, "two": 30]), salt: "s")
        var wrong = 0
        var grown = 0
        for key in Self.keys {
            guard let member = before.member(key) else { continue }
            let next = after.member(key)
            if next == nil || member == 0 && next != 0 { wrong += 1 }
            if next == 0 { grown += 1 }
        }
        #expect(wrong == 0 && grown > Self.count / 5)
    }

    @Test("keys are hashed the same on every machine, today and tomorrow")
    func golden() {
        #expect(Rendezvous.hash(Bytes("")) == 0)
        #expect(Rendezvous.hash(Bytes("user-1")) == 2804504648320778914)
        #expect(Rendezvous.hash(Bytes("a longer key, of more than one word")) == 2228584164103741500)
        #expect(Rendezvous.exponential(0).bitPattern == 4630367062351886330)
        #expect(Rendezvous.exponential(.max).bitPattern == 4368491638549381120)
        #expect(Rendezvous.exponential(0x9e37_79b9_7f4a_7c15).bitPattern == 4602340361502004747)
    }

    @Test("the logarithm is the library's to fifteen digits, and is never zero or infinite")
    func logarithm() {
        var bits: UInt64 = 1
        for _ in 0..<10_000 {
            bits = bits &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            for shift in [0, 1, 20, 40, 51] as [UInt64] {
                let value = bits >> shift
                let exact = -log((Double(value >> 12) + 0.5) * 0x1p-52)
                let own = Rendezvous.exponential(value)
                #expect(abs(own - exact) <= 2e-15 * max(exact, 0.1), "\(value)")
            }
        }
        #expect(Rendezvous.exponential(0) < 37 && Rendezvous.exponential(.max) > 0)
    }

    @Test("one variant gets all, and no weight at all nobody")
    func edges() {
        #expect(table(["only": 3]).winner(1) == 0)
        #expect(table(["a": 0, "b": 0]).winner(1) == nil)
        #expect(table(["a": 0, "b": 1]).winner(1) == 1)
    }
}
