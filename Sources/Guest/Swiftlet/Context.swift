/// What belongs to the request beside itself: `context.waitUntil { … }`.
public var context: Context { Context() }

/// The life of the isolate around its answer.
public struct Context {
    /// Has `task` run after the answer, which does not wait for it: statistics, a note to another service.
    ///
    ///     context.waitUntil { () throws(WorkerError) in
    ///         _ = try statistics.fetch(Request("/seen", method: .post, body: .text(path)))
    ///     }
    ///
    /// Tasks run one after the other, in the order in which they were given, once the response's body has ended or left to
    /// the host; a task may give another one. They have a budget of their own (`limits.background_cpu` and
    /// `limits.background_wall`). What one throws is an error in the log; the others run all the same. They run too when
    /// `fetch` throws (the client has its 500 by then) and when a streamed body breaks off. They do not when the client
    /// goes away before it has the whole response: that ends the isolate.
    ///
    /// The client's body, if nobody has read it by then, cannot be read in a task: `.unreachable`. In a worker's `init()`
    /// there is no request, and so nothing to wait for: such a task is logged as an error and dropped.
    public func waitUntil(_ task: @escaping () throws(WorkerError) -> Void) {
        EarlyAnswer.add(task)
    }
}
