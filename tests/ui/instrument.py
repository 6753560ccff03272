"""What the instrument of What if is sent, read without a browser."""

import json
from collections import Counter

from streamlit.components.v2.bidi_component.main import _make_trigger_id

from scoring import RATINGS
from tests.ui.opening import open_app


def component(app, name="what_if_instrument"):
    """Return what Streamlit was told of a component of the page."""
    [made] = [one.proto for one in app.get("bidi_component") if one.proto.component_name == name]
    return made


def sent(app, name="what_if_instrument"):
    """Return the data that a component got."""
    return json.loads(component(app, name).json)


def press(app, button):
    """Press a button of the instrument: undo, back or more."""
    states = app._tree.get_widget_states()
    pressed = states.widgets.add()
    pressed.id = _make_trigger_id(component(app).id, "events")
    pressed.json_trigger_value = json.dumps([{"event": button, "value": True}])
    return app._run(states)


def words_sent(app):
    """Return the sentences and labels that the component got, if the page has it."""
    if not any(one.proto.component_name == "what_if_instrument" for one in app.get("bidi_component")):
        return []
    data = sent(app)
    return [
        data["changes"],
        data["reason"],
        *sent(app, "what_if_movers")["why"].values(),
        *(
            one[part]
            for sliders in sent(app, "what_if_facts")["sliders"].values()
            for one in sliders.values()
            for part in ("label", "hint")
        ),
    ]


def split(app):
    """Return how many areas have each rating, in the baseline and in the scenario."""
    data = sent(app)
    counted = (Counter(data[side]) for side in ("before", "after"))
    return [{rating: counts[str(place)] for place, rating in enumerate(RATINGS)} for counts in counted]


def open_settings(**address):
    """Open What if with all its settings in view."""
    app = open_app("pages/what_if.py", **address)
    app.toggle(key="all_settings").set_value(True).run()
    assert not app.exception
    return app
