"""Text that came from somebody else is shown as it was written: no link, picture, icon or formula comes of it."""

import re

import pytest
from google.protobuf.message import Message
from streamlit.testing.v1 import AppTest

from saved import Content
from scoring import load_methodology
from scoring.methodology.files import methodology_yaml
from tests.paths import APP
from ui.components import markdown
from ui.session import links

PAGES = sorted(path.stem for path in (APP.parent / "pages").glob("*.py"))
PAYLOADS = (
    "![p](http://foreign.example/p.png)",
    "[here](http://foreign.example/a)",
    "<http://foreign.example/b>",
    "https://foreign.example/c",
    "www.foreign.example",
    "me@foreign.example",
    "<img src=//foreign.example/d.png>",
    ":red[loud]",
    ":material/delete:",
    ":streamlit:",
    ":smile:",
    "$x^2$",
    "**bold**",
    "`code`",
)
HOSTILE = f"Mine {' '.join(PAYLOADS)} end"
NOT_READ = {
    "options",
    "value",
    "default",
    "placeholder",
    "id",
    "element_id",
    "key",
    "set_value",
    "string_value",
    "form_id",
    "raw_value",
    "raw_values",
    "text",
}
"""Fields that Streamlit shows as they are, or not at all."""


def strings(message: Message, *path: str):
    """Yield the texts of an element that Streamlit reads as Markdown, or as HTML, with the name of the field."""
    for field, value in message.ListFields():
        if field.name in NOT_READ:
            continue
        several = (
            value if not isinstance(value, str | bytes | Message) and hasattr(value, "__iter__") else [value]
        )
        for each in several:
            if isinstance(each, Message):
                yield from strings(each, *path, field.name)
            elif isinstance(each, str):
                yield ".".join((*path, field.name)), each


def everything(block):
    """Yield every element and block of a page."""
    for child in getattr(block, "children", {}).values():
        yield child
        yield from everything(child)


UNREAD_ELEMENTS = {
    "arrow_vega_lite_chart",
    "vega_lite_chart",
    "arrow_data_frame",
    "dataframe",
    "code",
    "text",
    "bidi_component",
}


def is_read(payload: str, text: str) -> bool:
    return re.search(rf"(?<!\\){re.escape(payload)}", text) is not None


def faults(app: AppTest) -> list[str]:
    found = []
    for element in everything(app._tree):
        proto = getattr(element, "proto", None)
        if proto is None or getattr(element, "type", "") in UNREAD_ELEMENTS:
            continue
        found += [
            f"{element.type}.{name}: {text[:300]}"
            for name, text in strings(proto)
            for payload in PAYLOADS
            if is_read(payload, text) and not (element.type == "html" and payload[0] != "<")
        ]
    return found


def hostile_methodology() -> str:
    method = load_methodology("limiting-judgement").model_dump(
        mode="json", exclude_none=True, exclude_defaults=True
    )
    method |= dict.fromkeys(("title", "short_title", "description", "source", "status"), HOSTILE) | {
        "id": HOSTILE[:40]
    }
    method["moderation"] = {
        "E38000045": {"rating": "well", "reason": HOSTILE, "by": HOSTILE, "date": "2016-07-04"}
    }
    for limit in method["limits"].values():
        limit["label"] = HOSTILE
    for about in method["parameters"].values():
        about |= {"meaning": HOSTILE, "source": HOSTILE}
    return methodology_yaml(type(load_methodology("limiting-judgement")).model_validate(method))


GROUP = links.group_name(" ".join(["<b>", "**x**", "www.foreign.example", ":smile:", "`c`", "$x^2$"]))


@pytest.fixture
def opened(store):
    store.groups.add("Somebody’s group", HOSTILE, ("E38000045", "E38000206"), "ccg-2016-04", "october-2016")
    content = Content({"edition": "october-2016", "method": "own", "baseline": "own"}, hostile_methodology())
    store.scenarios.add("Somebody’s", HOSTILE, content)
    app = AppTest.from_file(str(APP), default_timeout=300)
    for name, value in {
        "scenario": "Somebody’s",
        "area": "E38000045",
        "waits_62_day.benchmark": "81",
        "groups": f"{GROUP}:11J,11A",
        "by": "own",
        "outline": "own",
        "since": HOSTILE,
        "part": HOSTILE,
        "a": HOSTILE,
    }.items():
        app.query_params[name] = value
    return app.run()


def test_no_page_reads_foreign_text_as_markdown(opened):
    assert not opened.exception
    for page in PAGES:
        opened.switch_page(f"pages/{page}.py").run()
        assert not opened.exception, page
        assert faults(opened) == [], page


def test_the_fault_would_be_found():
    def page():
        import streamlit as st

        hostile = "[here](http://foreign.example/a)"
        st.markdown(f"**{hostile}**")
        st.text_input("A box", help=hostile)
        st.expander(hostile).caption("inside")
        st.selectbox("Choose", [hostile])

    found = faults(AppTest.from_function(page).run())
    assert len(found) == 3, found


@pytest.mark.parametrize("payload", PAYLOADS)
def test_each_kind_of_markdown_is_escaped(payload):
    assert is_read(payload, f"x {payload}")
    assert not is_read(payload, markdown.escape(f"x {payload}"))
    assert not is_read(payload, markdown.escape(payload))


@pytest.mark.parametrize(
    "text",
    [
        "62-day waits: exact threshold, %",
        "Dorset (11J), 82.7% against 85%",
        "10 to 12 – and more; “so”",
        "East Riding of Yorkshire",
    ],
)
def test_ordinary_text_stays_as_it_is_for_screen_readers(text):
    assert markdown.escape(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("- list", "\\- list"),
        ("+ list", "\\+ list"),
        ("12. list", "12\\. list"),
        ("1) list", "1\\) list"),
        ("# head", "\\# head"),
        ("    code", " code"),
        ("a\n\n# head", "a \\# head"),
        ("a | b\n--|--", "a \\| b --\\|--"),
        ("&copy;", "\\&copy;"),
        ("a -> b", "a -\u2060\\> b"),
        ("\\[x](y)", "\\\\\\[x\\](y)"),
    ],
)
def test_nothing_begins_a_block_of_markdown(text, shown):
    assert markdown.escape(text) == shown
