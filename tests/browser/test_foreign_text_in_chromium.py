"""A link with a methodology full of links and pictures makes none on any page, and sends nothing anywhere."""

from urllib.parse import urlencode, urlparse

import pytest

from tests.browser.conftest import settled
from tests.ui.components.test_foreign_text import GROUP, hostile_methodology
from ui.session import links

pytestmark = pytest.mark.browser

PAGES = ("", "what-if", "area", "cancer-alliance", "scenarios", "how-sure", "data-and-methods", "load")
FOREIGN = "foreign.example"


@pytest.mark.parametrize("where", PAGES)
def test_nothing_foreign_is_linked_drawn_or_asked_for(app, page, where):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    address = {
        **{
            "method": "own",
            "baseline": "own",
            "own": links.encode_text(hostile_methodology()),
            "area": "E38000045",
        },
        **{"waits_62_day.benchmark": "81", "groups": f"{GROUP}:11J,11A", "by": "own"},
        **{"since": "![p](http://foreign.example/p.png)", "http://foreign.example/q": "www.foreign.example"},
    }
    page.goto(f"{app}/{where}?{urlencode(address)}")
    settled(page)
    assert FOREIGN in page.locator("body").inner_text()
    for attribute in ("href", "src", "xlink\\:href", "action"):
        assert page.locator(f'[{attribute}*="{FOREIGN}"]').count() == 0
    assert page.locator('.stMain [href^="mailto:"]').count() == 0
    assert [url for url in asked if FOREIGN in urlparse(url).netloc] == []
