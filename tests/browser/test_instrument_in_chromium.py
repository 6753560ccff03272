"""The instrument of What if in a browser: what it shows under the thumb is what the rule says."""

import contextlib
import re
import socket
import threading

import numpy as np
import pytest
from playwright.sync_api import expect

from charts.palette import RATING_COLOURS
from scoring import Assessment, load_edition, load_methodology, rate
from scoring.analysis.positions import slider_positions
from tests.browser.conftest import quiet
from tests.browser.instrument import AT_POSITIONS, WAITS, drag, fills, instrument, thumb
from ui.components.html import pale

DORSET = "E38000045"
SURVIVAL = "one_year_survival.benchmark"
EDITION = load_edition("october-2016")
RULE = load_methodology("nhs-england-2016")
SLIDERS = {one.path: one for one in slider_positions(Assessment(EDITION, RULE), RULE)}


def colours(changes, method=RULE):
    """The colour of every area under a methodology with changes, as a browser names it."""
    ratings = rate(EDITION.indicators, method.with_changes(changes))
    return [
        pale(RATING_COLOURS[rating]) if basis == "estimated" else rgb(RATING_COLOURS[rating])
        for rating, basis in zip(ratings["rating"], ratings["basis"], strict=True)
    ]


def rgb(colour):
    return f"rgb({', '.join(str(int(colour[i : i + 2], 16)) for i in (1, 3, 5))})"


def same(shown, wanted):
    return [each.replace(" ", "") for each in shown] == [each.replace(" ", "") for each in wanted]


def until(page, changes):
    """Wait until the map shows what the rule says with these changes."""
    wanted = colours(changes)
    for _ in range(100):
        if same(fills(page), wanted):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"the map never showed {changes}: {page.locator('.headline').inner_text()}")


def position(path, value):
    return int(np.flatnonzero(SLIDERS[path].values == value)[0])


def sent_from(page):
    """What a page sends to the server from now on."""
    sent = []

    def note(frame):
        sent.append(frame)

    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.webSocketFrameSent", note)
    return sent


@pytest.fixture
def what_if(app, page):
    page.goto(f"{app}/what-if?area={DORSET}")
    instrument(page)
    return page


@pytest.mark.parametrize("name", ["nhs-england-2016", "combined-z", "composite-geometric", "rank-quartiles"])
def test_the_map_under_the_thumb_is_what_the_rule_says(app, page, name):
    method = load_methodology(name)
    chance = np.random.default_rng(1)
    sliders = slider_positions(Assessment(EDITION, method), method)
    page.goto(f"{app}/what-if?method={name}&baseline={name}")
    asked = []
    for _ in range(60):
        one = sliders[chance.integers(len(sliders))]
        asked.append((one, int(chance.integers(len(one.values)))))
    shown = instrument(page).evaluate(AT_POSITIONS, [[one.path, place] for one, place in asked])
    for (one, place), seen in zip(asked, shown, strict=True):
        assert same(seen, colours({one.path: one.constant(one.values[place], method)}, method)), (
            one.path,
            place,
        )


def test_nothing_is_sent_before_the_thumb_is_let_go_and_the_answer_changes_nothing(what_if):
    quiet(what_if)
    sent = sent_from(what_if)
    box = thumb(what_if).bounding_box()
    there = box["x"] + 0.63 * box["width"], box["y"] + box["height"] / 2
    what_if.mouse.move(*there)
    what_if.mouse.down()
    for step in range(12):
        what_if.mouse.move(there[0] - 5 * step, there[1])
    expect(what_if.locator(".headline")).to_contain_text("areas change rating")
    said, seen = what_if.locator(".headline").inner_text(), fills(what_if)
    assert not sent
    what_if.mouse.up()
    what_if.wait_for_url(re.compile(WAITS))
    quiet(what_if)
    assert sent
    assert (what_if.locator(".headline").inner_text(), fills(what_if)) == (said, seen)


def test_the_sentence_is_the_one_of_the_other_pages(what_if):
    drag(what_if, WAITS, position(WAITS, 82.0), release=False)
    expect(what_if.locator(".headline")).to_have_text(
        "19 of 209 areas change rating: 19 up, 0 down. Below “performing well”: 164 areas instead of 180."
    )


def test_a_second_slider_moved_before_the_answer_to_the_first(what_if):
    drag(what_if, WAITS, position(WAITS, 80.0), release=True)
    drag(what_if, SURVIVAL, position(SURVIVAL, 71.0), release=True)
    until(what_if, {WAITS: 80.0, SURVIVAL: 71.0})
    quiet(what_if)
    until(what_if, {WAITS: 80.0, SURVIVAL: 71.0})
    assert f"{WAITS}=80" in what_if.url
    assert f"{SURVIVAL}=71" in what_if.url


def test_an_answer_that_comes_while_another_thumb_is_held(what_if):
    drag(what_if, WAITS, position(WAITS, 80.0), release=True)
    drag(what_if, SURVIVAL, position(SURVIVAL, 71.0), release=False)
    what_if.wait_for_url(re.compile(WAITS))
    until(what_if, {WAITS: 80.0, SURVIVAL: 71.0})
    assert SURVIVAL not in what_if.url
    drag(what_if, SURVIVAL, position(SURVIVAL, 69.5), release=True)
    until(what_if, {WAITS: 80.0, SURVIVAL: 69.5})


def test_a_value_between_the_steps_can_be_typed(what_if):
    field = what_if.get_by_label("62-day waits: exact threshold, %")
    field.fill("82.25")
    field.press("Enter")
    what_if.wait_for_url(re.compile(r"benchmark=82\.25"))
    until(what_if, {WAITS: 82.25})
    expect(field).to_have_value("82.25")


def test_what_is_no_number_changes_nothing(what_if):
    field = what_if.get_by_label("62-day waits: exact threshold, %")
    field.fill("")
    field.press("Enter")
    expect(field).to_have_value("85.0")
    for typed in ("1000", "-5", "eighty"):
        field.fill(typed)
        field.press("Enter")
        expect(field).to_have_value("85.0")
        expect(what_if.get_by_role("alert")).to_contain_text(f"“{typed}” is not")
        expect(what_if.get_by_role("alert")).to_contain_text("85.0% stays.")
    expect(what_if.locator(".headline")).to_contain_text("Move a threshold")


@pytest.mark.parametrize(("typed", "value"), [("82,5", 82.5), ("100", 100.0), ("0", 0.0)])
def test_a_comma_and_a_value_beyond_the_slider_are_taken_as_they_are(what_if, typed, value):
    field = what_if.get_by_label("62-day waits: exact threshold, %")
    field.fill(typed)
    field.press("Enter")
    what_if.wait_for_url(re.compile(f"{WAITS}={value:g}"))
    until(what_if, {WAITS: value})


def test_a_thumb_that_comes_back_to_where_it_was_is_let_go(what_if):
    box = thumb(what_if).bounding_box()
    ratio = thumb(what_if).evaluate("input => input.value / input.max")
    start = box["x"] + 8 + ratio * (box["width"] - 16), box["y"] + box["height"] / 2
    what_if.mouse.move(*start)
    what_if.mouse.down()
    what_if.mouse.move(start[0] - 60, start[1], steps=4)
    expect(what_if.locator(".headline")).to_contain_text("areas change rating")
    what_if.mouse.move(*start, steps=4)
    what_if.mouse.up()
    expect(what_if.locator(".reason")).to_contain_text("Dorset needs improvement because")
    drag(what_if, SURVIVAL, position(SURVIVAL, 71.0), release=True)
    until(what_if, {SURVIVAL: 71.0})


def test_a_finger_that_scrolls_the_page_moves_nothing(what_if):
    thumb(what_if).evaluate(
        "input => { const at = kind => new PointerEvent(kind, {bubbles: true, pointerType: 'touch'});"
        "input.dispatchEvent(at('pointerdown')); input.value = 20;"
        "input.dispatchEvent(new Event('input', {bubbles: true})); input.dispatchEvent(at('pointercancel'));"
        "input.dispatchEvent(new Event('change', {bubbles: true})); }"
    )
    expect(what_if.get_by_label("62-day waits: exact threshold, %")).to_have_value("85.0")
    expect(what_if.locator(".headline")).to_contain_text("Move a threshold")
    what_if.wait_for_timeout(500)
    assert WAITS not in what_if.url


def test_the_address_is_right_when_somebody_undoes_at_once(what_if):
    drag(what_if, WAITS, position(WAITS, 80.0), release=True)
    what_if.wait_for_url(re.compile(f"{WAITS}=80"))
    quiet(what_if)
    drag(what_if, WAITS, position(WAITS, 70.0), release=True)
    what_if.wait_for_timeout(120)
    what_if.get_by_role("button", name="Undo").click()
    until(what_if, {WAITS: 80.0})
    what_if.wait_for_url(re.compile(f"{WAITS}=80"))


def test_the_link_that_is_copied_says_what_is_shown(what_if):
    what_if.context.grant_permissions(["clipboard-read", "clipboard-write"])
    drag(what_if, WAITS, position(WAITS, 80.0), release=True)
    what_if.get_by_role("button", name="Copy link").click()
    expect(what_if.get_by_role("button", name="Copied")).to_be_visible()
    assert f"{WAITS}=80" in what_if.evaluate("navigator.clipboard.readText()")


def test_the_map_names_an_area_under_the_pointer_where_the_pointer_is(what_if):
    box = what_if.locator(".map svg").bounding_box()
    x, y = box["x"] + 0.55 * box["width"], box["y"] + 0.5 * box["height"]
    what_if.mouse.move(x, y)
    tip = what_if.locator(".tip")
    expect(tip).to_be_visible()
    there = tip.bounding_box()
    assert abs(there["x"] - x) < 40
    assert abs(there["y"] - y) < 250
    expect(tip).to_contain_text("62-day waits")


def test_an_area_can_be_left_again_and_who_changes_is_named(what_if):
    drag(what_if, WAITS, position(WAITS, 82.0), release=True)
    what_if.get_by_label("Find an area").fill("")
    expect(what_if.locator(".movers li").first).to_have_text("↑ Dorset: top performing")
    what_if.wait_for_url(lambda address: "area=" not in address)


def test_what_is_no_area_is_said(what_if):
    finder = what_if.get_by_label("Find an area")
    finder.fill("nowhere")
    finder.press("Enter")
    expect(what_if.locator(".breakdown")).to_contain_text("No area here is called “nowhere”.")
    finder.fill("99N")
    finder.press("Enter")
    expect(what_if.locator(".breakdown h2")).to_have_text("Wiltshire")


def test_areas_that_are_no_longer_rated_are_no_worse(app, page):
    page.goto(f"{app}/what-if?method=headline-only")
    instrument(page)
    expect(page.locator(".headline")).to_contain_text("This methodology gives no area an overall rating")
    page.get_by_text("Who changes", exact=True).click()
    expect(page.get_by_text("No longer rated: 209")).to_be_visible()
    expect(page.get_by_text("Worse rating: 0")).to_be_visible()


def test_undo_back_and_forward_end_in_the_right_picture(what_if):
    drag(what_if, WAITS, position(WAITS, 80.0), release=True)
    what_if.wait_for_url(re.compile(f"{WAITS}=80"))
    quiet(what_if)
    drag(what_if, WAITS, position(WAITS, 90.0), release=True)
    what_if.wait_for_url(re.compile(f"{WAITS}=90"))
    quiet(what_if)
    what_if.go_back()
    until(what_if, {WAITS: 80.0})
    expect(what_if.get_by_label("62-day waits: exact threshold, %")).to_have_value("80.0")
    what_if.go_forward()
    until(what_if, {WAITS: 90.0})
    quiet(what_if)
    drag(what_if, WAITS, position(WAITS, 75.0), release=True)
    until(what_if, {WAITS: 75.0})
    quiet(what_if)
    what_if.get_by_role("button", name="Undo").click()
    until(what_if, {WAITS: 90.0})
    what_if.get_by_role("button", name="Back to the baseline").click()
    until(what_if, {})


def test_two_tabs_do_not_know_each_other(app, what_if):
    other = what_if.context.new_page()
    other.goto(f"{app}/what-if")
    instrument(other)
    drag(what_if, WAITS, position(WAITS, 80.0), release=True)
    drag(other, WAITS, position(WAITS, 90.0), release=True)
    for page, value in ((what_if, 80.0), (other, 90.0)):
        page.wait_for_url(re.compile(f"{WAITS}={value:g}"))
        quiet(page)
        until(page, {WAITS: value})


def test_a_baseline_can_be_dragged_too(what_if):
    what_if.locator("[data-testid=stButtonGroup] button", has_text="Baseline").click()
    quiet(what_if)
    drag(what_if, WAITS, position(WAITS, 82.0), release=False)
    expect(what_if.locator(".headline")).to_contain_text("0 up, 19 down")
    until(what_if, {})
    drag(what_if, WAITS, position(WAITS, 82.0), release=True)
    quiet(what_if)
    expect(what_if.locator(".headline")).to_contain_text("0 up, 19 down")


class Line:
    """A line between browser and server that can be cut."""

    def __init__(self, port):
        self.port, self.cut, self.open = port, threading.Event(), []
        self.door = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.door.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        with contextlib.suppress(OSError):
            while True:
                here, _ = self.door.accept()
                if self.cut.is_set():
                    here.close()
                    continue
                there = socket.create_connection(("127.0.0.1", self.port))
                self.open += [here, there]
                for one, other in ((here, there), (there, here)):
                    threading.Thread(target=self._pass, args=(one, other), daemon=True).start()

    @staticmethod
    def _pass(one, other):
        with contextlib.suppress(OSError):
            while got := one.recv(65536):
                other.sendall(got)
        for end in (one, other):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def lose(self):
        self.cut.set()
        for end in self.open:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def mend(self):
        self.cut.clear()


def test_a_lost_connection_and_its_return(app, page):
    line = Line(int(app.rpartition(":")[2]))
    page.goto(f"{line.address}/what-if")
    instrument(page)
    quiet(page)
    line.lose()
    page.wait_for_timeout(500)
    drag(page, WAITS, position(WAITS, 82.0), release=True)
    # The table is in the browser: the picture follows all the same.
    until(page, {WAITS: 82.0})
    finder = page.get_by_label("Find an area")
    finder.fill("Wiltshire")
    finder.press("Enter")
    expect(page.locator(".breakdown h2")).to_have_text("Wiltshire")
    line.mend()
    page.wait_for_url(re.compile(f"E38000206.*{WAITS}=82"), timeout=60_000)
    expect(page.locator(".reason")).to_contain_text("Wiltshire")
    quiet(page)
    until(page, {WAITS: 82.0})
    drag(page, WAITS, position(WAITS, 90.0), release=True)
    page.wait_for_url(re.compile(f"{WAITS}=90"))
    until(page, {WAITS: 90.0})


def test_keys_move_a_thumb_and_send_once_they_rest(what_if):
    quiet(what_if)
    sent = sent_from(what_if)
    thumb(what_if).focus()
    for _ in range(30):
        what_if.keyboard.press("ArrowLeft")
    assert not sent
    expect(thumb(what_if)).to_have_attribute(
        "aria-valuetext", "82.0%: 164 areas below performing well, 19 change"
    )
    what_if.wait_for_url(re.compile(f"{WAITS}=82"))
    assert len(sent) <= 2
    assert thumb(what_if).evaluate("input => input === input.getRootNode().activeElement")


def test_an_area_is_chosen_by_keys_and_its_breakdown_follows_the_thumb(what_if):
    what_if.get_by_role("application", name=re.compile("Map of the areas")).focus()
    what_if.keyboard.press("ArrowRight")
    what_if.keyboard.press("Enter")
    name = what_if.locator(".breakdown h2")
    expect(name).not_to_have_text("Dorset")
    what_if.wait_for_url(lambda address: DORSET not in address)
    finder = what_if.get_by_label("Find an area")
    finder.fill("Dorset")
    finder.press("Enter")
    expect(name).to_have_text("Dorset")
    expect(what_if.locator(".breakdown .reason")).to_contain_text("Dorset needs improvement because")
    expect(what_if.locator(".turns")).to_contain_text("falls to 82.7%, Dorset is top performing")
    row = what_if.locator(".breakdown tr", has_text="62-day waits")
    expect(row).to_contain_text("Low")
    drag(what_if, WAITS, position(WAITS, 82.7), release=False)
    expect(row).to_contain_text("Not low")
    expect(row).to_contain_text("82.7%")
    expect(what_if.locator(".badge")).to_have_text("Top performing")
    expect(what_if.locator(".turns")).to_contain_text("rises to 82.8%, Dorset needs improvement")


def test_a_click_on_the_map_chooses_an_area_and_leads_to_its_page(what_if):
    place = sorted(EDITION.areas["area_code"]).index("E38000001")
    what_if.locator(".instrument .areas").evaluate(
        "(areas, place) => [...areas.children].find(path => path.place === place)"
        ".dispatchEvent(new MouseEvent('click', {bubbles: true}))",
        place,
    )
    expect(what_if.locator(".breakdown h2")).to_have_text("Airedale, Wharfedale and Craven")
    expect(what_if.locator(".reason")).to_contain_text("Airedale, Wharfedale and Craven")
    what_if.get_by_role("button", name="More about this area").click()
    what_if.wait_for_url(re.compile("/area.*E38000001"))
    expect(what_if.get_by_role("heading", name="Airedale, Wharfedale and Craven")).to_be_visible()


def test_both_maps_have_the_same_shapes_and_colours(app, what_if):
    live = fills(what_if)
    names = [EDITION.short_names[code] for code in sorted(EDITION.areas["area_code"])]
    drawn = what_if.locator(".areas path:not(.frame)").count()
    what_if.goto(f"{app}/?area={DORSET}")
    shapes = what_if.locator(".st-key-england_map path[aria-label*='Area: ']")
    expect(shapes.first).to_be_visible()
    quiet(what_if)
    told = shapes.evaluate_all(
        "paths => paths.map(path => [path.getAttribute('aria-label'), path.getAttribute('fill'),"
        " path.getAttribute('opacity')])"
    )
    assert len(told) == drawn
    seen = {}
    for label, fill, opacity in told:
        faint = opacity not in (None, "1")
        seen[label.split("Area: ")[1].split(";")[0]] = pale(fill) if faint else rgb(fill)
    assert same(live, [seen[name] for name in names])


SIZES = {"1440x900": (1440, 900), "1366x768": (1366, 768)}


@pytest.mark.parametrize("size", SIZES)
def test_everything_is_on_the_first_screen(what_if, size):
    width, height = SIZES[size]
    what_if.set_viewport_size({"width": width, "height": height})
    quiet(what_if)
    wanted = [what_if.locator(".map svg"), what_if.locator(".headline"), what_if.locator(".bars")]
    wanted += [thumb(what_if, path) for path in SLIDERS]
    wanted += [what_if.locator(".breakdown table"), what_if.locator(".breakdown .badge")]
    wanted += [
        what_if.get_by_text("Methodology of your scenario", exact=True),
        what_if.get_by_text("London × 3"),
    ]
    try:
        for each in wanted:
            box = each.bounding_box()
            assert box, each
            assert box["y"] >= 0, each
            assert box["y"] + box["height"] <= height, (each, box)
            assert box["x"] + box["width"] <= width, (each, box)
    finally:
        what_if.set_viewport_size({"width": 1440, "height": 900})


@pytest.mark.parametrize("size", [(901, 1180), (1024, 768), (1150, 820)], ids=str)
def test_on_a_tablet_the_map_and_the_first_slider_are_on_the_first_screen(what_if, size):
    what_if.set_viewport_size({"width": size[0], "height": size[1]})
    quiet(what_if)
    try:
        for each in (what_if.locator(".map svg"), what_if.locator(".headline"), thumb(what_if)):
            box = each.bounding_box()
            assert box["y"] >= 0, each
            assert box["y"] + box["height"] <= size[1], (each, box)
            assert box["x"] + box["width"] <= size[0], (each, box)
        assert what_if.locator(".map svg").bounding_box()["height"] > 180
        assert what_if.get_by_test_id("stMain").evaluate("main => main.scrollWidth") <= size[0]
    finally:
        what_if.set_viewport_size({"width": 1440, "height": 900})


def test_on_a_phone_the_map_stays_while_sliders_pass_under_it(what_if):
    what_if.set_viewport_size({"width": 390, "height": 844})
    quiet(what_if)
    last = thumb(what_if, list(SLIDERS)[-1])
    last.scroll_into_view_if_needed()
    quiet(what_if)
    try:
        box = what_if.locator(".map svg").bounding_box()
        assert box["y"] >= 0
        assert box["y"] + box["height"] < last.bounding_box()["y"] <= 844
        assert what_if.locator(".headline").bounding_box()["y"] < 500
        assert what_if.evaluate("document.documentElement.scrollWidth") <= 390
    finally:
        what_if.set_viewport_size({"width": 1440, "height": 900})
