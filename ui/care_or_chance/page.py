"""The page Care or chance?, at its own address and at those from before it was one page."""

from ui.care_or_chance.question import answer, question_picker
from ui.components import layout
from ui.lottery.part import lottery_part
from ui.session import state
from ui.uncertainty.part import how_sure_part


def care_or_chance(asked: str) -> None:
    """Draw the answer, and the part of the page that is asked for (one of QUESTIONS); nothing else is worked out."""
    assessment = layout.start("Care or chance?", answer(state.assessment()))
    layout.scenario_notice(assessment)
    question_picker(asked)
    if asked == "how-sure":
        how_sure_part(assessment)
    else:
        lottery_part(assessment)
