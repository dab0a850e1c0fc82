/// Bounds of what the reports show, whatever a module or a suite is like. Process lifetime.
enum ReportLimits {
    /// Scalars of a worker's, a case's or a function's name; more are cut out of its middle.
    static let nameScalars = 160
    /// Scalars of a sentence: a problem, a disturbance, a note.
    static let sentenceScalars = 1_000
    /// Functions of a case in `--json`: the dearest and those that changed most.
    static let functionsInJSON = 1_000
    /// Functions of a case in the page.
    static let functionsInPage = 30
    /// Functions that changed, per case, on the terminal, in JUnit and in the summary.
    static let functionsInDiff = 12
    /// GitHub shows so many annotations of each kind of a step, and drops the rest.
    static let annotations = 10
    /// Bytes of a step's summary; GitHub refuses more than 1 MiB.
    static let summaryBytes = 900 << 10
    /// Points of a curve that are drawn.
    static let pointsInPlot = 400
    /// Steps of a sweep that are drawn.
    static let stepsInPlot = 200
    /// Cases of each kind that the page draws; of the others it has the figures.
    static let casesInPage = 60
}
