public import Swiftlet

extension Worker {
    /// What a client gets from this worker, without a host: for unit tests with plain `swift test`.
    ///
    ///     let response = try Hello().respond(to: Request("/x"))
    ///     #expect(try response.body.text() == "hello")
    ///
    /// The worker can reach the origins and variables that are given here and nothing else, as if a config bound them.
    /// What a host refuses is refused here as well. The body of the response is there as a whole.
    ///
    /// - Parameters:
    ///   - request: The client's request. Its target may be a URL (`https://shop.example.com/cart`), which says scheme
    ///     and authority too; without, they are `https` and the field Host, or `localhost`.
    ///   - origins: By the name that the worker asks for.
    ///   - variables: By the name that the worker asks for.
    ///   - secrets: By the name that the worker asks for.
    /// - Throws: What the worker threw, or `.message` with the reason for which a host refuses its answer. The client
    ///   gets a 500 for both.
    public func respond(
        to request: Request, origins: [String: OriginDouble] = [:], variables: [String: String] = [:],
        secrets: [String: String] = [:]
    ) throws(WorkerError) -> Response {
        try TestHost(origins: origins, variables: variables, secrets: secrets).respond(to: request, with: self)
    }
}
