internal import Loop

/// A loop's context as other threads may hold it: they can post work to it and nothing else.
///
/// Process lifetime. Sendable because the context is used in posts alone, which run on its own thread; posts to a loop
/// that has ended are dropped.
struct LoopSeat: @unchecked Sendable {
    private let poster: Poster
    private let context: LoopContext

    init?(_ context: LoopContext) {
        guard let poster = context.loop.poster else { return nil }
        self.poster = poster
        self.context = context
    }

    /// Runs `action` on the loop's thread, soon; never, when the loop has ended.
    func post(_ action: @escaping @Sendable (LoopContext) -> Void) {
        poster.post { [self] in action(context) }
    }
}
