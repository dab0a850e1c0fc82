/// What was not as it should be when a store was opened or read, and what was done about it.
package struct Repair: Sendable, Equatable, CustomStringConvertible {
    package enum Kind: Sendable, Equatable {
        /// Leftovers of writes that were cut short, removed. Expected after a crash.
        case leftovers
        /// A file that is not what was written there, moved aside.
        case movedAside
        /// What is live of a worker is not what it was.
        case fellBack
        /// Something that can be made again was.
        case madeAgain
        /// What should have been done could not be; it is tried again at the next opening.
        case notDone
    }

    package var kind: Kind
    package var worker: WorkerName?
    /// One line.
    package var description: String

    init(_ kind: Kind, worker: WorkerName? = nil, _ description: String) {
        self.kind = kind
        self.worker = worker
        self.description = description
    }
}
