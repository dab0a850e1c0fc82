/// The page's colours and shapes.
enum PageStyle {
    // No `<`, `>` or `&`: the page is XML too.
    static let css = """

        :root { --back: #f5f6f8; --card: #fff; --text: #1b2330; --soft: #667085; --line: #dde2ea; --grid: #e9ecf1;
          --a: #2f6fde; --b: #d9730d; --was: #c3cad6; --good: #14804a; --bad: #c8323e; --warn: #9a6700;
          --badback: #fdeef0; --warnback: #fff6e0; --goodback: #e8f6ee }
        @media (prefers-color-scheme: dark) { :root { --back: #11141a; --card: #191e26; --text: #e5e9f0; --soft: #96a0b0;
          --line: #2c3440; --grid: #262d38; --a: #6ea6ff; --b: #ffab5e; --was: #4a5464; --good: #4cc38a; --bad: #ff7480;
          --warn: #e6b450; --badback: #35191e; --warnback: #322812; --goodback: #14301f } }
        * { box-sizing: border-box }
        body { margin: 0; background: var(--back); color: var(--text); font: 15px/1.5 system-ui, sans-serif;
          overflow-wrap: anywhere }
        main { max-width: 70rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem }
        h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .8rem; overflow-wrap: anywhere }
        h2 { font-size: 1.25rem; margin: 2.6rem 0 .2rem }
        h3 { font-size: 1.05rem; margin: 0; display: inline; overflow-wrap: anywhere }
        p { margin: .2rem 0 .9rem; overflow-wrap: anywhere }
        .label { color: var(--soft); font-weight: 600; letter-spacing: .05em; text-transform: uppercase;
          font-size: .78rem; margin: 0 0 .3rem }
        .soft { color: var(--soft) } .good { color: var(--good) } .bad { color: var(--bad) } .warn { color: var(--warn) }
        .verdict { display: inline-block; font-weight: 600; border-radius: 1rem; padding: .2rem .9rem; margin: 0 0 1.2rem }
        .verdict.good { background: var(--goodback) } .verdict.bad { background: var(--badback) }
        dl { margin: 0 }
        dt { color: var(--soft); font-size: .82rem } dd { margin: 0; overflow-wrap: anywhere }
        .facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(15rem, 100%), 1fr)); gap: .7rem 1.4rem }
        .card, .wide { background: var(--card); border: 1px solid var(--line); border-radius: 10px }
        .card { padding: 1rem 1.2rem; margin: 0 0 1rem }
        .card .wide { border: 0; border-radius: 0 }
        .wide { overflow-x: auto; margin: 0 0 .6rem }
        summary { cursor: pointer; overflow-wrap: anywhere }
        details[open] summary { margin-bottom: .8rem }
        table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums }
        th { color: var(--soft); font-weight: 500; font-size: .82rem; text-align: right; padding: .55rem .7rem .3rem;
          white-space: nowrap }
        td { padding: .42rem .7rem; text-align: right; border-top: 1px solid var(--grid); white-space: nowrap }
        td.text, td.name, th:nth-child(2) { text-align: left; white-space: normal; overflow-wrap: anywhere }
        td.text { min-width: 9rem }
        td.strong { font-weight: 600 }
        td.mark { width: 1.5rem; padding-right: 0 }
        .functions th:first-child { text-align: left } .functions td { border-top: 0; padding: .14rem .7rem }
        td.name { font: .82rem/1.4 ui-monospace, monospace; width: 46%; min-width: 11rem }
        td.drawing { min-width: 7rem; width: 30% }
        .intervals td.drawing { min-width: 15rem; width: 40%; padding-top: .2rem; padding-bottom: .2rem }
        .intervals tr:last-child td { border-top: 0 }
        svg { display: block; width: 100%; height: auto }
        .rowbar { height: 14px } .rowbar rect { rx: 1px }
        .plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(24rem, 100%), 1fr)); gap: 1rem 1.6rem }
        figure { margin: 0; min-width: 0 } .plots div { min-width: 0 }
        figcaption { color: var(--soft); font-size: .85rem; overflow-wrap: anywhere }
        svg text { font: 11px system-ui, sans-serif; fill: var(--soft); font-variant-numeric: tabular-nums }
        svg text.bad { fill: var(--bad) }
        .grid { stroke: var(--grid) } .axis { stroke: var(--soft) }
        .marker { stroke: var(--soft); stroke-dasharray: 3 3 } .marker.bad { stroke: var(--bad) }
        .curve { fill: none; stroke-width: 2; stroke-linejoin: round }
        .curve.a { stroke: var(--a) } .curve.b { stroke: var(--b) }
        rect.a, .dot.a { fill: var(--a) } rect.b, .dot.b { fill: var(--b) } rect.was { fill: var(--was) }
        rect.bad, .dot.bad { fill: var(--bad) } .dot.good { fill: var(--good) } .dot.soft { fill: var(--soft) }
        rect.bar { opacity: .75 }
        .dot.hollow { fill: var(--card); stroke-width: 1.5 } .dot.a.hollow { stroke: var(--a) }
        .dot.b.hollow { stroke: var(--b) }
        .interval { stroke-width: 2 } .interval.good { stroke: var(--good) } .interval.bad { stroke: var(--bad) }
        .interval.soft { stroke: var(--soft) } .margin { fill: var(--grid) }
        .tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(7.2rem, 1fr)); gap: .5rem; margin: 0 0 1rem }
        .tiles div { background: var(--back); border-radius: 8px; padding: .45rem .7rem }
        .tiles dd { font-size: 1.1rem; font-weight: 600; font-variant-numeric: tabular-nums }
        .checks, .callout { list-style: none; margin: 0 0 .9rem; padding: 0; overflow-wrap: anywhere }
        .checks li { display: flex; gap: .5rem } .checks li.good span + span { color: var(--text) }
        .callout { border-radius: 8px; padding: .5rem .8rem }
        .callout.bad { background: var(--badback) } .callout.warn { background: var(--warnback) }
        .notes { padding-left: 1.2rem; overflow-wrap: anywhere }
        .legend { color: var(--soft); font-size: .85rem; margin: .4rem 0 0 }
        .key { display: inline-block; width: .8rem; height: .6rem; border-radius: 2px; margin: 0 .15rem 0 .7rem }
        .key:first-child { margin-left: 0 }
        .key.a { background: var(--a) } .key.b { background: var(--b) } .key.was { background: var(--was) }
        .key.red { background: var(--bad) }
        @media (max-width: 36rem) {
          .card { padding: .8rem .6rem } .functions th, .functions td { padding-left: .35rem; padding-right: .35rem }
          .functions td.drawing, .functions th:nth-child(2) { display: none }
          .functions td.name { width: auto; min-width: 8rem } .functions th { white-space: normal; overflow-wrap: normal } }
        footer { color: var(--soft); font-size: .85rem; margin-top: 3rem }

        """
}
