"""The headers of every answer of the real server, and what it does not answer."""

import asyncio
import hashlib
import urllib.error
import urllib.request
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.browser.conftest import serve
from ui.server.headers import METRICS_VARIABLE, Headers, headers, inline_scripts


@pytest.fixture(scope="module")
def server():
    with serve() as address:
        yield address


def ask(address, method="GET", **sent):
    """Return status, headers and content."""
    request = urllib.request.Request(address, method=method, headers=sent)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.headers, refused.read()


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("", 200),
        ("what-if?area=Dorset", 200),
        ("no-such-page", 200),  # the browser is told by the app itself
        ("favicon.png", 200),
        ("app/static/ccg-april-2016.json", 200),
        ("app/static/no-such-file.json", 404),
        ("app/static/%2e%2e/app.py", 400),
        ("media/no-such-file.csv", 404),
        ("_stcore/health", 200),
        ("_stcore/host-config", 200),
        ("_stcore/metrics", 404),
        ("_stcore/metrics/", 404),
        ("_stcore%2fmetrics", 404),
    ],
)
def test_every_answer_has_the_headers(server, path, status):
    answered, given, _ = ask(f"{server}/{path}")
    assert answered == status
    assert given["Content-Security-Policy"].endswith("frame-ancestors 'none'")
    assert "unsafe-eval'" not in given["Content-Security-Policy"].replace("'wasm-unsafe-eval'", "")
    assert given["X-Frame-Options"] == "DENY"
    assert given.get_all("X-Content-Type-Options") == ["nosniff"]
    assert given["Referrer-Policy"] == "same-origin"
    assert "camera=()" in given["Permissions-Policy"]


@pytest.mark.parametrize("path", ["_stcore/host-config", "_stcore/health", "media/x", "_stcore/metrics", ""])
def test_no_other_site_may_read_an_answer(server, path):
    _, given, _ = ask(f"{server}/{path}", Origin="https://other.example")
    assert "Access-Control-Allow-Origin" not in given


def test_no_page_around_the_app_may_control_it(server):
    assert b'"allowedOrigins":[]' in ask(f"{server}/_stcore/host-config")[2]


def test_no_program_may_drive_the_app(server):
    assert ask(f"{server}/_stcore/agent/interact", "POST")[0] == 403


def test_a_file_is_not_taken_without_the_token_of_the_page(server):
    status, _, content = ask(
        f"{server}/_stcore/upload_file/nobody/nothing", "PUT", Cookie="_streamlit_xsrf=1"
    )
    assert status == 403
    assert b"XSRF" in content


def answered(app, path):
    """Return the status that an ASGI app answers with."""
    sent = []

    async def send(message):
        sent.append(message)

    answering = app({"type": "http", "path": path, "method": "GET", "headers": []}, None, send)
    with ThreadPoolExecutor(1) as aside:  # the browser tests leave a loop running in this thread
        aside.submit(asyncio.run, answering).result()
    return sent[0]["status"]


async def metrics(_scope, _receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"active_sessions 1"})


@pytest.mark.parametrize(("setting", "status"), [(None, 404), ("", 404), ("0", 404), ("1", 200)])
@pytest.mark.parametrize("path", ["/_stcore/metrics", "/under/a/path/_stcore/metrics"])
def test_metrics_are_there_only_if_somebody_has_opened_them(monkeypatch, setting, status, path):
    monkeypatch.delenv(METRICS_VARIABLE, raising=False)
    if setting is not None:
        monkeypatch.setenv(METRICS_VARIABLE, setting)
    assert answered(Headers(metrics), path) == status


def test_only_the_scripts_of_streamlits_own_page_may_stand_in_a_page():
    [script] = inline_scripts("<script>\n run() </script><script src='x.js'></script>")
    digest = b64encode(hashlib.sha256(b"\n run() ").digest()).decode()
    policy = headers([script])["Content-Security-Policy"]
    assert f"'sha256-{digest}'" in policy
    assert "script-src 'self' blob: 'wasm-unsafe-eval' 'sha256-" in policy
