"""What the instrument of What if is sent, read without a browser."""

import json
from collections import Counter

from scoring import RATINGS
from tests.ui.opening import open_app


def sent(app):
    """Return the data that the component got."""
    [made] = [one for one in app.get("bidi_component") if one.proto.component_name == "what_if_instrument"]
    return json.loads(made.proto.json)


def words_sent(app):
    """Return the sentences and labels that the component got, if the page has it."""
    if not any(one.proto.component_name == "what_if_instrument" for one in app.get("bidi_component")):
        return []
    data = sent(app)
    return [
        data["changes"],
        data["reason"],
        *(one[part] for one in data["sliders"] for part in ("label", "hint")),
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
