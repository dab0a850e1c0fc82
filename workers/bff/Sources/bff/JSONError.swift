import Swiftlet

/// Where a text stops being the JSON that was asked for. Positions are bytes from its start.
enum JSONError: Error, CustomStringConvertible {
    case ended
    case unexpected(at: Int)
    case tooDeep(at: Int)
    /// An object lacks this key.
    case missing(StaticString)

    var description: String {
        switch self {
        case .ended: "it ends too early"
        case .unexpected(let position): "unexpected byte at \(position)"
        case .tooDeep(let position): "nested too deeply at \(position)"
        case .missing(let key): "\(Bytes(key).text) is missing"
        }
    }
}
