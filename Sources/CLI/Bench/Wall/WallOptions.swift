import ArgumentParser
import Bench
import Load

/// The options of `swiftlet bench` that go before `[wall]` of bench.toml; each has its key's name there.
///
/// Values are taken unconditionally: "-1" is a number out of range, and no option.
struct WallOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Requests a second, 1 to 1000000. Default: 1000.", valueName: "number"))
    var rate: Int?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("When they are due: in equal steps, or as many clients would.", valueName: "kind"))
    var arrivals: WallCase.Arrivals?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("How long they count, once it is warm. Default: 10s.", valueName: "time"))
    var duration: String?

    @Option(parsing: .unconditional, help: ArgumentHelp("Connections, 1 to 10000. Default: 16.", valueName: "number"))
    var connections: Int?

    @Flag(help: "A connection of its own for each request, with a full handshake.")
    var newConnections = false

    @Flag(help: "Plain HTTP where a server is started for a worker.")
    var cleartext = false

    @Flag(help: "Take whatever certificate an https:// URL shows.")
    var insecure = false

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Look for the highest rate that is followed, between two.", valueName: "from-to"))
    var sweep: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("What counts as no difference of two versions. Default: 2%.", valueName: "percent"))
    var margin: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("How sure a comparison must be. Default: 99%.", valueName: "percent"))
    var confidence: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Rounds of a comparison at most, 10 to 200. Default: 32.", valueName: "number"))
    var rounds: Int?

    /// Which of them were given.
    var options: [(BenchOptions.Option, Bool)] {
        [
            (.rate, rate != nil), (.arrivals, arrivals != nil), (.duration, duration != nil),
            (.connections, connections != nil), (.newConnections, newConnections), (.cleartext, cleartext),
            (.insecure, insecure), (.sweep, sweep != nil), (.margin, margin != nil),
            (.confidence, confidence != nil), (.rounds, rounds != nil),
        ]
    }

    /// The suite's settings with what the options say instead.
    func applied(to suite: WallSettings, seed: UInt64?) throws(CommandError) -> WallSettings {
        var settings = suite
        if let rate {
            guard WallSettings.rateRange.contains(Double(rate)) else { throw .usage("--rate takes 1 to 1000000") }
            settings.rate = Double(rate)
        }
        if let arrivals { settings.arrivals = arrivals }
        if let duration { settings.duration = try Self.duration(duration) }
        if let connections {
            guard WallSettings.connectionsRange.contains(connections) else {
                throw .usage("--connections takes 1 to \(WallSettings.connectionsRange.upperBound)")
            }
            settings.connections = connections
        }
        if newConnections { settings.opensConnections = true }
        if cleartext { settings.tls = false }
        if let sweep { settings.sweep = try Self.sweep(sweep) }
        if let margin { settings.margin = try Self.share("--margin", margin, WallSettings.marginRange) }
        if let confidence {
            settings.confidence = try Self.share("--confidence", confidence, WallSettings.confidenceRange)
        }
        if let rounds {
            guard ComparisonPlan.rounds.contains(rounds) else { throw .usage("--rounds takes 10 to 200") }
            settings.roundsMax = rounds
        }
        if let seed { settings.seed = seed }
        return settings
    }

    private static func duration(_ text: String) throws(CommandError) -> Duration {
        guard let duration = WallSettings.duration(text), WallSettings.durationRange.contains(duration) else {
            throw .usage("--duration \(text): write a whole number and ms, s or m, from 100ms to 60m")
        }
        return duration
    }

    private static func sweep(_ text: String) throws(CommandError) -> (from: Double, to: Double) {
        let parts = text.split(separator: "-", maxSplits: 1).map { Int($0).map { Double($0) } }
        guard parts.count == 2, let from = parts[0], let to = parts[1], from < to,
            WallSettings.rateRange.contains(from), WallSettings.rateRange.contains(to)
        else { throw .usage("--sweep \(text): write two rates, the lower first, such as 500-20000") }
        return (from, to)
    }

    private static func share(
        _ option: String, _ text: String, _ range: ClosedRange<Double>
    ) throws(CommandError) -> Double {
        guard let share = WallSettings.share(text), range.contains(share) else {
            throw .usage(
                "\(option) \(text): write a percentage from \(WallSettings.text(ofShare: range.lowerBound)) to "
                    + WallSettings.text(ofShare: range.upperBound))
        }
        return share
    }
}

extension WallCase.Arrivals: ExpressibleByArgument {}
