/// What the config gives to this worker: variables and origins. Nothing else is reachable.
public struct Env {
    init() {}

    /// The variable called `name`; nil where the config has none.
    public subscript(name: StaticString) -> String? {
        Host.variable(Bytes(name))
    }

    /// The origin that the config binds under `name`; throws `unknownOrigin` where it binds none.
    @export(interface)
    public func origin(_ name: StaticString) throws(WorkerError) -> Origin {
        Origin(number: try Host.origin(Bytes(name)))
    }
}
