"""Scripts of components as files that the browser fetches once.

What a component's script says itself travels with every change of its data, so it says only where the rest is.
"""

import hashlib

from ui.paths import STYLES_AND_SCRIPTS


def _version() -> str:
    """Return a name for what the files hold, so that no browser keeps some of an earlier version."""
    digest = hashlib.sha256()
    for path in sorted(STYLES_AND_SCRIPTS.rglob("*.*")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


SCRIPTS_ADDRESS = f"scripts/{_version()}"
"""Where the server has the folder of style sheets and scripts, below its own address."""


def script_from(file: str, function: str) -> str:
    """Return the script of a component that calls a function of a file below `ui/static`, once it has been fetched."""
    return (
        "export default (component) => {\n"
        f'const found = import(new URL("{SCRIPTS_ADDRESS}/{file}", document.baseURI));\n'
        f"const made = found.then((file) => file.{function}(component));\n"
        "return () => made.then((end) => end?.());\n"
        "}\n"
    )
