internal import SwiftletFormats

/// Why a text is not the value that was asked for: where in it, and what is wrong there.
package struct ReadProblem: Error, Equatable {
    /// A JSON Pointer (RFC 6901): "/weights/v7". Empty: the whole.
    package var path: String
    /// "is missing", "is a string, not a number".
    package var reason: String
    /// What is there has the right form, and means nothing: shares that add up to 99 %.
    package var isOfMeaning = false

    package init(_ reason: String, path: String = "") {
        self.path = path
        self.reason = reason
    }

    /// A text that is no JSON.
    init(_ error: JSONError, count: Int) {
        let place = "(byte \(error.position ?? count))"
        switch error {
        case .ended: self.init("the JSON ends too early \(place)")
        case .unexpected: self.init("this is no JSON, or a key that is there twice \(place)")
        case .tooDeep: self.init("the JSON is nested too deeply, more than \(JSONReader.depthMax) \(place)")
        case .invalidText: self.init("a string that is not valid Unicode \(place)")
        case .mismatch, .outOfRange, .missing: self.init("this is not the JSON that was asked for \(place)")
        }
    }

    /// As read from further out.
    func within(_ key: String) -> ReadProblem {
        let escaped = key.replacing("~", with: "~0").replacing("/", with: "~1")
        var problem = self
        problem.path = "/\(escaped)\(path)"
        return problem
    }

    var ofMeaning: ReadProblem {
        var problem = self
        problem.isOfMeaning = true
        return problem
    }

    /// "/weights/v7: is a string, not a number".
    package var text: String { path.isEmpty ? reason : "\(path): \(reason)" }
}
