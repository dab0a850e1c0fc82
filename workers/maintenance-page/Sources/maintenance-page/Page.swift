/// What visitors see meanwhile. It needs nothing else: the site, with its styles and images, may be gone.
enum Page {
    static let html: StaticString = """
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <title>Back soon</title>
        <style>
        body { font: 1.1rem/1.6 system-ui, sans-serif; max-width: 32rem; margin: 20vh auto; padding: 0 1rem }
        </style>
        <h1>Back soon</h1>
        <p>We are working on this site. Please try again in a few minutes.</p>
        </html>

        """
}
