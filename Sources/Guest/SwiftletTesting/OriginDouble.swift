public import Swiftlet

/// What stands in for an origin in a worker's unit test.
public struct OriginDouble {
    let answer: TestHost.OriginHandler

    /// Answers every request with the same response.
    public static func returning(_ response: Response) -> OriginDouble {
        OriginDouble { _ in response }
    }
}
