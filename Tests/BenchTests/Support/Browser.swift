import Foundation

/// Chromium, where there is one: what it makes of pages.
enum Browser {
    static let path = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    struct Measures: Decodable {
        var page: Int
        /// Of the window, and of what would have to be scrolled to, in CSS pixels.
        var window, content: Int
        var plots: Int
        /// Drawings without any extent.
        var emptyPlots: Int
    }

    struct Failure: Error, CustomStringConvertible { var description: String }

    /// Shows every page in a frame of each width: a window of Chromium's own has a least one.
    static func measure(_ pages: [String], widths: [Int]) throws -> [Measures] {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("bench-page-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("frames.html")
        try Data(frames(pages, widths).utf8).write(to: file)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path ?? "")
        process.arguments = [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--user-data-dir=\(folder.path)/profile", "--dump-dom",
            file.absoluteString,
        ]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let dom = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard let title = dom.firstMatch(of: /<title>(\[.*\])<\/title>/) else {
            throw Failure(description: "chromium measured nothing: \(dom.prefix(300))")
        }
        return try JSONDecoder().decode([Measures].self, from: Data(title.1.utf8))
    }

    /// A page around the pages that looks into them: their own policy would not let them be measured from within.
    private static func frames(_ pages: [String], _ widths: [Int]) -> String {
        var frames = ""
        for (index, page) in pages.enumerated() {
            let source = page.replacingOccurrences(of: "&", with: "&amp;")
                .replacingOccurrences(of: "\"", with: "&quot;")
            for width in widths {
                let style = "width:\(width)px;height:800px;border:0"
                frames += """
                    <iframe name="\(index)" style="\(style)" sandbox="allow-same-origin" srcdoc="\(source)"></iframe>
                    """
            }
        }
        return """
            <!DOCTYPE html><title>waiting</title>\(frames)
            <script>
            onload = () => {
              const measures = [...document.querySelectorAll("iframe")].map((frame) => {
                const page = frame.contentDocument;
                for (const details of page.querySelectorAll("details")) details.open = true;
                const root = page.documentElement;
                const plots = [...page.querySelectorAll("svg.plot")];
                const empty = plots.filter((plot) => plot.getBBox().width < 100 || plot.clientHeight < 50);
                return {page: +frame.name, window: root.clientWidth, content: root.scrollWidth, plots: plots.length,
                  emptyPlots: empty.length};
              });
              document.title = JSON.stringify(measures);
            };
            </script>
            """
    }
}
