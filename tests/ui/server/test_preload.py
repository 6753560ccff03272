"""Scripts of charts are asked for early."""

import asyncio
from pathlib import Path

import pytest
from starlette.datastructures import Headers
from streamlit.file_util import get_static_dir

from ui.server.preload import Preload, chart_scripts


def test_every_script_named_is_one_of_streamlits_and_none_of_its_start():
    folder = Path(get_static_dir())
    page = (folder / "index.html").read_text(encoding="utf-8")
    names = chart_scripts(folder)
    assert {name.split(".")[0] for name in names} >= {"ArrowVegaLiteChart", "embed", "vega-interpreter"}
    assert len(names) == len(set(names))
    for name in names:
        assert (folder / "static/js" / name).is_file()
        assert name not in page


def test_scripts_that_a_script_builds_on_are_named_too(tmp_path):
    scripts = tmp_path / "static/js"
    scripts.mkdir(parents=True)
    (tmp_path / "index.html").write_text('<script src="./static/js/index.a.js"></script>')
    for name, text in {
        "index.a.js": 'import"./shared.b.js";',
        "shared.b.js": "",
        "embed.c.js": 'import{a}from"./deep.d.js";import"./shared.b.js";',
        "deep.d.js": 'import{b}from"./embed.c.js"',
    }.items():
        (scripts / name).write_text(text)
    assert chart_scripts(tmp_path) == ["embed.c.js", "deep.d.js"]


@pytest.mark.parametrize(("kind", "named"), [("text/html; charset=utf-8", True), ("application/json", False)])
def test_only_pages_name_them(kind, named):
    sent = []

    async def app(scope, receive, send):
        await send(
            {"type": "http.response.start", "status": 200, "headers": [(b"content-type", kind.encode())]}
        )

    async def keep(message):
        sent.append(Headers(raw=message["headers"]))

    asyncio.run(Preload(app)({"type": "http"}, None, keep))
    assert ("rel=modulepreload" in sent[0].get("link", "")) == named
