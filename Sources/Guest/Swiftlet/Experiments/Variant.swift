/// What somebody gets of an experiment.
public struct Variant {
    /// Why somebody gets it.
    public enum Origin: Sendable {
        /// By their key, now: this is what the log tells of.
        case key
        /// They had it.
        case cookie
        /// A signed override says so.
        case override
        /// The control, because they are held out of all experiments.
        case holdout
        /// The control, because they are in another experiment of the layer, or in none; or because no variant has a weight.
        case excluded
        /// The control, because it is a bot.
        case bot
        /// No experiment of that name is declared.
        case unknown
    }

    /// The experiment's name.
    public let experiment: Bytes
    public let nameBytes: Bytes
    public let origin: Origin
    /// What makes the browser keep the variant, or that there is none for it; nil where it keeps that already.
    public internal(set) var cookie: SetCookie?
    /// Of the experiment, among those declared.
    let place: Int

    init(experiment: Bytes, name: Bytes, origin: Origin, place: Int) {
        self.experiment = experiment
        nameBytes = name
        self.origin = origin
        self.place = place
    }

    public var name: String { nameBytes.text }

    /// Whether they take part in the experiment: those who do not see the control, and are not to be counted.
    public var isEnrolled: Bool { origin == .key || origin == .cookie }

    /// `if variant == "fast"`: nothing is allocated.
    public static func == (one: Variant, name: StaticString) -> Bool { one.nameBytes == name }

    /// `switch variant { case "fast": … }`
    public static func ~= (name: StaticString, one: Variant) -> Bool { one.nameBytes == name }
}
