"""What a process does that saves scenarios for a test. By itself: `python -m tests.saved.writer ADDRESS WHAT …`.

Each function is given the store, what waits until all writers go together, and what tells the test something.
"""

import sys
import time
from functools import partial

from sqlalchemy import event
from sqlalchemy.orm import Session

from saved import Content, DatabaseError, RefusedError, Store


def save_several(store: Store, start, tell, name: str, number: str) -> None:
    """Save scenarios under names of its own."""
    start()
    for i in range(int(number)):
        made = store.scenarios.add(f"{name} {i}", "", Content({"writer": name, "number": str(i)}))
        tell(f"saved {made.name}")


def save_one_name(store: Store, start, tell, name: str, who: str) -> None:
    """Save a scenario under a name that others want too."""
    start()
    try:
        store.scenarios.add(name, who, Content())
        tell(f"won {who}")
    except RefusedError as refusal:
        tell(f"refused {refusal}")


def save_one_revision(store: Store, start, tell, name: str, who: str) -> None:
    """Change a scenario that others change too."""
    seen = store.scenarios.find(name)
    start()
    try:
        store.scenarios.change(seen, Content({"writer": who}))
        tell(f"won {who}")
    except RefusedError as refusal:
        tell(f"refused {refusal}")


def stop_before_commit(store: Store, start, tell, name: str, _: str) -> None:
    """Save a scenario, and stand still when it is written and not yet committed."""
    start()

    @event.listens_for(Session, "before_commit")
    def _stand_still(session: Session) -> None:
        session.flush()
        tell("written")
        time.sleep(60)

    store.scenarios.add(name, "", Content({"half": "done"}))


def save_until_killed(store: Store, start, tell, name: str, _: str) -> None:
    """Save one scenario after the other, and say of each when it is kept; wait while the database is away."""
    start()
    i = 0
    while True:
        try:
            store.scenarios.add(f"{name} {i}", "", Content({"number": str(i)}))
            tell(f"saved {f'{name} {i}'}")
        except DatabaseError:
            time.sleep(0.05)
        except RefusedError:
            pass  # it was kept although the answer was lost
        i += 1


if __name__ == "__main__":
    _, address, what, *rest = sys.argv
    tell = partial(print, flush=True)

    def start() -> None:
        """Wait until the test says a word."""
        tell("ready")
        sys.stdin.readline()

    globals()[what](Store(address), start, tell, *rest)
