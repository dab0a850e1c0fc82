import Swiftlet

/// A worker with every sin that Swift can commit: the last part of the path names it. For the end-to-end tests, which
/// list them in Zoo+Swift.swift.
@main
struct Zoo: Worker {
    func fetch(_ request: Request, _ env: Env) throws(WorkerError) -> Response {
        let sin = request.path.split(separator: "/").last.map { String($0) } ?? ""
        if let answer = checks(sin) { return .text(answer) }
        if let answer = appetites(sin) { return .text(answer) }
        if let answer = try origins(sin, env) { return answer }
        if let answer = messages(sin) ?? afterwards(sin) { return answer }
        switch sin {
        case "throw": throw .message("thrown on purpose")
        case "throw-forgery": throw .message("a\nworker zoo@0: trap: forged cause=trap\u{1b}[2J")
        default: return Response(status: .notFound)
        }
    }

    /// Checks of the language and its library that fail.
    private func checks(_ sin: String) -> String? {
        switch sin {
        case "nil": return "\(forceNil(sin))"
        case "add": return "\(addTooMuch(sin))"
        case "negate": return "\(negateTheLeast(sin))"
        case "convert": return "\(convertTooLarge(sin))"
        case "float": return "\(convertNaN(sin))"
        case "divide": return "\(divideByNothing(sin))"
        case "index": return "\(elementBeyondTheEnd(sin))"
        case "negative-index": return "\(elementBeforeTheStart(sin))"
        case "empty": return "\(firstOfNone(sin))"
        case "range": return "\(rangeBackwards(sin))"
        case "string": return "\(characterBeyondTheEnd(sin))"
        case "duplicate": return "\(keyTwice(sin))"
        case "cast": return castToAnother(sin)
        case "exclusivity": return overlap(sin)
        case "try": return "\(tryInVain(sin))"
        case "fatal": fatal(sin)
        case "precondition": return conditionNotMet(sin)
        case "recursion": return "\(recurse(sin.utf8.count))"
        default: return nil
        }
    }
}
