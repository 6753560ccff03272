"""The address of Postcode lottery from when it was a page of its own: that part of Care or chance?."""

from ui.care_or_chance.page import care_or_chance

care_or_chance("postcode-lottery")
