import Swiftlet

/// Stands before the service that keeps the users: what it is asked to create is complete and well-formed. Everything
/// else about users is the service's.
@main
struct API: Worker {
    private static let userBytesMax = 16 << 10

    func fetch(_ request: Request, _ env: Env) throws(WorkerError) -> Response {
        let users = try env.origin("users")
        let isCollection = request.pathBytes == "/users"
        if isCollection && request.hasMethod("POST") { return try create(request, users) }
        // The host streams the answer; the isolate ends here.
        if request.hasMethod("GET") || request.hasMethod("HEAD") { return users.forward(request) }
        var problem = Problem(.methodNotAllowed, "users are read, and created at /users").response
        problem.headers[.allow] = isCollection ? "GET, HEAD, POST" : "GET, HEAD"
        return problem
    }

    private func create(_ request: Request, _ users: Origin) throws(WorkerError) -> Response {
        guard request.headers.contentType?.is("application/json") == true else {
            return Problem(.unsupportedMediaType, "a user is application/json").response
        }
        let draft: NewUser
        do throws(WorkerError) {
            draft = try request.body.json(limit: API.userBytesMax)
        } catch .limit {
            return Problem(.contentTooLarge, "a user has at most 16 KiB").response
        } catch .invalidJSON(let mistake) {
            return Problem(mistake).response
        }
        let mistakes = draft.mistakes
        guard mistakes.isEmpty else { return Problem(mistakes).response }
        do throws(WorkerError) {
            return try store(draft, users)
        } catch {
            log.error(error.description)
            return Problem(error.status, "the users' service gives no answer").response
        }
    }

    /// Has the service create the user.
    private func store(_ user: NewUser, _ users: Origin) throws(WorkerError) -> Response {
        let request = Request(
            "/users", method: .post, headers: [.contentType: "application/json"], body: .json(user))
        let answer = try users.fetch(request)
        switch answer.status.code {
        case 200...299:
            let created: Created = try answer.body.json()
            var response = Response.json(created, status: .created)
            response.headers[.location] = "/users/\(created.id)"
            return response
        case 409:
            return Problem(.conflict, "this address has a user already").response
        default:
            throw .message("the users' service answered \(answer.status.code)")
        }
    }
}
