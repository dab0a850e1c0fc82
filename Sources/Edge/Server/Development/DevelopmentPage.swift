/// An HTML page for a developer's browser: one file, no scripts or styles from elsewhere, light or dark as the browser
/// is, and it loads itself again when the worker was built anew.
///
/// Everything that is put into it is hostile: compilers quote sources, workers' messages quote requests. `escaped` is the
/// only way in, and the page's policy allows no script but its own.
struct DevelopmentPage {
    /// The field by which a page asks whether it is out of date; the answer is the worker's mark.
    static let question = "swiftlet-development"

    let title: String
    /// What the page is about, a word or two.
    let label: String
    /// HTML, made of `escaped` text.
    let content: String
    /// Of the build that the page is about.
    let mark: String
    /// Distinguishes the page's own script.
    let nonce: String

    /// Text as HTML shows it, inside of elements and of quoted attributes.
    static func escaped(_ text: some StringProtocol) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case "\n", "\t": result.unicodeScalars.append(scalar)
            // Control characters, and those that turn the direction of the text around, show as what they are.
            case let control where control.value < 0x20 || 0x7F...0x9F ~= control.value:
                result += "&#xFFFD;"
            case let turn where 0x202A...0x202E ~= turn.value || 0x2066...0x2069 ~= turn.value: result += "&#xFFFD;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// The fields that only let this page's own style and script in.
    var policy: String {
        "default-src 'none'; style-src 'nonce-\(nonce)'; script-src 'nonce-\(nonce)'; connect-src 'self'; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    }

    var html: String {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <noscript><meta http-equiv="refresh" content="2"></noscript>
        <title>\(Self.escaped(title))</title>
        <style nonce="\(nonce)">\(Self.style)</style>
        </head>
        <body>
        <main>
        <p class="label">\(Self.escaped(label))</p>
        <h1>\(Self.escaped(title))</h1>
        \(content)
        <footer><span class="dot"></span>swiftlet dev · this page loads itself again after the next build</footer>
        </main>
        <script nonce="\(nonce)">\(script)</script>
        </body>
        </html>

        """
    }

    /// Asks once in a while, by a field that reaches no worker; a server that is away is waited for.
    private var script: String {
        """
        const mark = "\(mark)";
        const ask = async () => {
          try {
            const answer = await fetch(location.href, {headers: {"\(Self.question)": "1"}, cache: "no-store"});
            if (answer.headers.get("\(Self.question)") !== mark) return location.reload();
          } catch {}
          setTimeout(ask, 400);
        };
        setTimeout(ask, 400);
        """
    }

    private static let style = """

        :root { --back: #f6f7f9; --card: #fff; --text: #1c2430; --soft: #66707f; --line: #dfe3e9; --bad: #c62f3b;
          --warn: #9a6700; --hint: #0b62c4; --hit: #fdecee; --code: #f3f4f7; }
        @media (prefers-color-scheme: dark) { :root { --back: #12151a; --card: #1a1f27; --text: #e6e9ef; --soft: #939dac;
          --line: #2c333e; --bad: #ff6b76; --warn: #e3b341; --hint: #79b8ff; --hit: #3a1d22; --code: #14181e; } }
        * { box-sizing: border-box }
        body { margin: 0; background: var(--back); color: var(--text); font: 16px/1.5 system-ui, sans-serif }
        main { max-width: 60rem; margin: 0 auto; padding: 3rem 1.25rem }
        h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 1.5rem; overflow-wrap: anywhere }
        .label { color: var(--bad); font-weight: 600; letter-spacing: .04em; text-transform: uppercase;
          font-size: .8rem; margin: 0 0 .4rem }
        section { background: var(--card); border: 1px solid var(--line); border-radius: 10px; margin: 0 0 1rem;
          overflow: hidden }
        section > * { padding: .9rem 1.1rem; margin: 0 }
        .place { color: var(--soft); font: .85rem/1.4 ui-monospace, monospace; padding-bottom: 0; overflow-wrap: anywhere }
        .text { font-weight: 600; overflow-wrap: anywhere; white-space: pre-wrap; padding-top: .2rem }
        * + .hint { border-top: 1px solid var(--line) }
        .error .text { color: var(--bad) } .warning .text { color: var(--warn) } .note .text { font-weight: 400 }
        .hint { color: var(--hint); white-space: pre-wrap }
        pre { background: var(--code); font: .85rem/1.55 ui-monospace, monospace; overflow-x: auto; tab-size: 4;
          border-top: 1px solid var(--line) }
        pre .hit { background: var(--hit); display: inline-block; min-width: 100% }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: .35rem 1.2rem }
        dt { color: var(--soft) } dd { margin: 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums }
        code { font: .9em ui-monospace, monospace }
        ol { list-style: none; font: .85rem/1.6 ui-monospace, monospace } ol li { overflow-wrap: anywhere }
        ol .at { color: var(--soft) }
        footer { color: var(--soft); font-size: .85rem; margin-top: 2rem }
        .dot { display: inline-block; width: .55rem; height: .55rem; border-radius: 50%; background: var(--warn);
          margin-right: .5rem }

        """
}
