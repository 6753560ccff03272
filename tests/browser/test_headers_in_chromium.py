"""The policy of the pages in Chromium: it forbids nothing that a page does, and others may not frame them."""

import pytest

from tests.browser.conftest import quiet, settled

PAGES = [
    "",
    "what-if",
    "scenarios",
    "area?area=Dorset",
    "cancer-alliance",
    "care-or-chance",
    "postcode-lottery",
    "watch-list",
    "how-sure",
    "board-pack",
    "present",
    "load",
    "data-and-methods",
]


@pytest.mark.browser
@pytest.mark.parametrize("path", PAGES)
def test_no_page_does_what_its_policy_forbids_or_asks_another_site(page, app, path):
    """The fixture of the page notes what is forbidden and fails at its end."""
    answers = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - a method cannot be given
    page.goto(f"{app}/{path}")
    page.get_by_role("heading").first.wait_for()
    quiet(page, milliseconds=600)
    seen = [answer for answer in answers if not answer.url.startswith(("data:", "blob:"))]
    assert seen
    assert {answer.url for answer in seen if not answer.url.startswith(app)} == set()
    assert {a.url for a in seen if a.headers.get("x-content-type-options") != "nosniff"} == set()


@pytest.mark.browser
def test_a_download_has_the_headers_too(page, app):
    page.goto(f"{app}/data-and-methods")
    settled(page)
    button = page.get_by_test_id("stDownloadButton").get_by_role("button").first
    with page.expect_download() as download:
        button.click()
    given = page.request.get(download.value.url).headers
    assert "/media/" in download.value.url
    assert given["x-content-type-options"] == "nosniff"
    assert given["content-disposition"].startswith("attachment")


@pytest.mark.browser
def test_another_page_cannot_frame_the_app(chromium, app):
    """In a browser of its own, whose page may do what the policy forbids."""
    context = chromium.new_context()
    page = context.new_page()
    refused = []
    page.on("console", lambda message: refused.append(message.text))
    with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        page.set_content(f'<iframe src="{app}/"></iframe>')
    assert page.frames[1].locator("[data-testid=stApp]").count() == 0
    assert any("frame-ancestors" in text for text in refused)
    context.close()
