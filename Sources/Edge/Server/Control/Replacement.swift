/// What `ServerControl.replace` did, and what it took. A value.
package struct Replacement: Sendable {
    /// Of the new deployment.
    package let version: String
    /// It was found compiled.
    package let cameFromCache: Bool
    /// Steps of making the deployment: "snapshot", "machine code"; empty when it came from the cache.
    package let phases: [(name: String, duration: Duration)]
    /// Reading the module until the deployment was ready, `phases` included.
    package let preparation: Duration
    /// From then until every loop had it.
    package let swap: Duration
}
