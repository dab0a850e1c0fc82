"""Load in the background: wrk for so many seconds, while something else happens to the server."""

import json
import subprocess
from pathlib import Path

from process import Server, StartError

# The end of a script for wrk: one line with all requests and all errors, which `answered` reads.
COUNTED = """
function done(summary)
  local errors = summary.errors
  io.write(string.format('{"requests": %d, "errors": %d}\\n', summary.requests,
      errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
"""


def load(server: Server, script: Path, connections: int, seconds: int) -> subprocess.Popen:
    """Begins it; `script` ends with COUNTED."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "5s", "-s", str(script),
               f"http://127.0.0.1:{server.port}/"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def answered(run: subprocess.Popen) -> int:
    """Waits for its end: how many requests, all of them well."""
    output, _ = run.communicate(timeout=120)
    counted = json.loads(next(line for line in output.splitlines() if line.startswith("{")))
    if counted["errors"]:
        raise StartError(f"{counted['errors']} of {counted['requests']} requests failed")
    return counted["requests"]
