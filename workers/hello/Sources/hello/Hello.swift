import Swiftlet

/// Answers every request with the same text.
@main
struct Hello: Worker {
    func fetch(_ request: Request, _ env: Env) throws(WorkerError) -> Response {
        .text("hello, world\n")
    }
}
