"""Care or chance?: how much of the ratings may be chance; how sure each is, or how much of a postcode lottery."""

from ui.care_or_chance.page import care_or_chance
from ui.session import state

care_or_chance(state.view().question)
