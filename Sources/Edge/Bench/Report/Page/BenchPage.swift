/// A run as one HTML page: nothing is loaded from elsewhere, no script runs, light or dark as the browser is.
///
/// It is well-formed XML as well. What others wrote comes in through `Markup.escaped` only; the page's policy lets nothing
/// run or load even so.
package enum BenchPage {
    /// `history`: the runs of the same target, the oldest first, this one included.
    package static func html(_ run: BenchRun, history: [BenchHistory.Entry] = []) -> String {
        let title = "bench \(Plain.line(run.target))"
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8"/>
            <meta name="viewport" content="width=device-width, initial-scale=1"/>
            <meta name="color-scheme" content="light dark"/>
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>
            <title>\(Markup.escaped(title))</title>
            <style>\(PageStyle.css)</style>
            </head>
            <body>
            <main>
            \(head(run))
            \(PageCost.html(run))
            \(PageComparisons.html(run))
            \(PageWall.html(run))
            \(PageSweeps.html(run))
            \(PageHistory.html(history))
            \(notes(run))
            <footer>made by swiftlet bench, \(Markup.escaped(run.machine.swiftlet))</footer>
            </main>
            </body>
            </html>

            """
    }

    private static func head(_ run: BenchRun) -> String {
        let failed = run.failedNames
        let verdict =
            failed.isEmpty
            ? "<p class=\"verdict good\">passed</p>"
            : "<p class=\"verdict bad\">failed: \(Markup.escaped(failed.prefix(8).joined(separator: ", ")))"
                + "\(failed.count > 8 ? " and \(failed.count - 8) more" : "")</p>"
        var facts = [("measured", Written.minute(run.startedAt))]
        if let version = run.version { facts.append(("module", version)) }
        if let suite = run.suite { facts.append(("suite", suite)) }
        if let baseline = run.baseline { facts.append(("baseline", baseline)) }
        facts.append(("machine", "\(run.machine.processors) × \(run.machine.processor), \(run.machine.kernel)"))
        facts.append(("swiftlet", "\(run.machine.swiftlet), \(run.machine.engine)"))
        if let instructions = run.initInstructions {
            facts.append(("init()", "\(Written.count(instructions)) instructions, once per deployment"))
        }
        let rows = facts.map { "<div><dt>\($0.0)</dt><dd>\(Markup.escaped($0.1))</dd></div>" }
        return """
            <header>
            <p class="label">swiftlet bench</p>
            <h1>\(Markup.escaped(run.target))</h1>
            \(verdict)
            <dl class="facts">\(rows.joined())</dl>
            </header>
            """
    }

    private static func notes(_ run: BenchRun) -> String {
        guard !run.notes.isEmpty else { return "" }
        let items = run.notes.prefix(100).map { "<li>\(Markup.escaped($0))</li>" }
        return "<section><h2>Notes</h2><ul class=\"notes\">\(items.joined())</ul></section>"
    }

    // MARK: parts that several sections have

    /// A list of budgets: those that failed first.
    static func budgets(_ checks: [BudgetCheck]) -> String {
        guard !checks.isEmpty else { return "" }
        let items = (checks.filter { !$0.passed } + checks.filter(\.passed)).map { check in
            "<li class=\"\(check.passed ? "good" : "bad")\"><span class=\"mark\">\(check.passed ? "✓" : "✗")</span>"
                + "<span>\(Markup.escaped(check.sentence))</span></li>"
        }
        return "<ul class=\"checks\">\(items.joined())</ul>"
    }

    static func sentences(_ all: [String], _ style: String, prefix: String = "") -> String {
        guard !all.isEmpty else { return "" }
        let items = all.prefix(50).map { "<li>\(Markup.escaped(prefix + $0))</li>" }
        return "<ul class=\"callout \(style)\">\(items.joined())</ul>"
    }

    static func table(_ head: [String], _ rows: [[String]], style: String = "") -> String {
        let titles = head.map { "<th>\($0)</th>" }.joined()
        let body = rows.map { "<tr>\($0.joined())</tr>" }.joined(separator: "\n")
        return
            "<div class=\"wide\"><table class=\"\(style)\"><thead><tr>\(titles)</tr></thead><tbody>\(body)</tbody></table></div>"
    }

    /// A cell; `text` is escaped.
    static func cell(_ text: String, _ style: String = "") -> String {
        "<td class=\"\(style)\">\(Markup.escaped(text))</td>"
    }

    /// "12 more cases are in the JSON."
    static func left(_ count: Int, of kind: String) -> String {
        count > 0 ? "<p class=\"soft\">\(Written.count(count)) more \(kind): see --json.</p>" : ""
    }
}
