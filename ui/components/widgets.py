"""Widgets that show a value of the view which may also change elsewhere: on the map, in a link, by a reset.

Streamlit's own way, setting the widget's value, loses what a person does meanwhile: the browser still sends the
old value once more, and that counts as a change back. So a widget is given its value only when it is new, and
becomes a new widget when its value changes elsewhere; what an old widget still sends is for nobody.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import streamlit as st

from ui.components import markdown


@dataclass
class Widget:
    """A widget of the page: the key and the value to start it with, and a callback that reports its value."""

    key: str
    start: Any
    report: Callable[[], None]


@dataclass
class _Memory:
    """How often the widget was made anew, the value it started with, the value it shows, and the visit of a page."""

    count: int
    start: Any
    value: Any
    visit: int


_PAGE, _VISIT = "page_shown", "page_visits"


def enter(page: str) -> None:
    """Note which page is shown: on another page than before, Streamlit makes every widget anew."""
    if st.session_state.get(_PAGE) != page:
        st.session_state[_PAGE] = page
        st.session_state[_VISIT] = st.session_state.get(_VISIT, 0) + 1


def page_visit() -> int:
    """Return the number of this visit of a page."""
    return int(st.session_state.get(_VISIT, 0))


def widget(
    name: str,
    value: object,
    change: Callable[[Any], None],
    read: Callable[[Any], Any] = lambda state: state,
) -> Widget:
    """Return the key, the start value and the callback for a widget that shows `value`.

    Parameters
    ----------
    name : str
        The widget's name on its page.
    value : object
        What the view holds now.
    change : function
        Is given the new value when the person changes it.
    read : function
        Turns the widget's state into the value, if it is not the value itself.
    """
    place = f"{name}-memory"
    visit = page_visit()
    memory: _Memory = st.session_state.setdefault(place, _Memory(0, value, value, visit))
    if memory.value != value or memory.visit != visit:
        memory = st.session_state[place] = _Memory(memory.count + 1, value, value, visit)
    key = f"{name}-{memory.count}"

    def report() -> None:
        if st.session_state.get(place) is not memory:
            return  # an old widget, which the browser still had when the person changed another one
        memory.value = read(st.session_state[key])
        change(memory.value)

    return Widget(key, memory.start, report)


def choice(
    label: str,
    options: Mapping[str, str],
    name: str,
    value: str,
    change: Callable[[Any], None],
    *,
    width: Literal["stretch"] | int = "stretch",
    seen: bool = True,
) -> None:
    """Draw a box to choose one of the options (value and words) that shows `value`; see `widget`.

    Where the words of an option can become others, the name should become another with them. `seen` is whether the
    label is; screen readers say it always.
    """

    def take(chosen: Any) -> None:
        # The browser sends words, and those from before stand for none of the options any more.
        if chosen in options:
            change(chosen)

    box = widget(name, value, take)
    # What it started with may not be offered any more, in another edition.
    values = list(options)
    start = box.start if box.start in options else value
    st.selectbox(
        markdown.escape(label),
        values,
        index=values.index(start),
        format_func=options.__getitem__,
        key=box.key,
        on_change=box.report,
        label_visibility="visible" if seen else "collapsed",
        width=width,
    )
