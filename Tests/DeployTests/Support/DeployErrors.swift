import Testing

@testable import Deploy

/// The error that a call ends with.
func deployError<Value>(_ body: () throws -> Value) throws -> DeployError {
    try #require(throws: DeployError.self) { _ = try body() }
}
