import SwiftletMacros

/// An answer that says what is wrong, for programs: RFC 9457.
struct Problem: JSONEncodable {
    var status: HTTPResponse.Status
    var detail: String
    /// Empty where it is not about what is in the body.
    var errors: [Mistake] = []

    init(_ status: HTTPResponse.Status, _ detail: String) {
        self.status = status
        self.detail = detail
    }

    /// What is no JSON, or JSON of other kinds.
    init(_ mistake: InvalidJSON) {
        self.init(mistake.status, mistake.description)
        errors = [Mistake(mistake.pointer, mistake.reason.description)]
    }

    /// All that is wrong with a user.
    init(_ mistakes: [Mistake]) {
        self.init(.unprocessableContent, "the user is not complete, or not well-formed")
        errors = mistakes
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("title", status.reasonPhrase)
            json.member("status", status.code)
            json.member("detail", detail)
            if !errors.isEmpty { json.member("errors", errors) }
        }
    }

    var response: Response {
        var response = Response(status: status, body: .json(self))
        response.headers[.contentType] = "application/problem+json"
        return response
    }
}

/// One thing that is wrong.
@JSONCodable
struct Mistake {
    /// Where in the body: a JSON Pointer, RFC 6901.
    var pointer: String
    var detail: String

    init(_ pointer: String, _ detail: String) {
        self.pointer = pointer
        self.detail = detail
    }
}
