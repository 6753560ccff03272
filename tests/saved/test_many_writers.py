"""Many who save at the same time, each a process of its own: nothing is lost, and who is too late is told."""

import multiprocessing
from functools import partial

from saved import Content, Store
from tests.saved.conftest import CONTENT
from tests.saved.writer import save_one_name, save_one_revision, save_several

METHODS = multiprocessing.get_all_start_methods()
PROCESSES = multiprocessing.get_context("forkserver" if "forkserver" in METHODS else "spawn")
PROCESSES.set_forkserver_preload([__name__])

WRITERS, EACH = 20, 5


def work(what, address, barrier, said, words):
    """Be one of the writers."""
    store = Store(address)
    what(store, partial(barrier.wait, 60), said.put, *words)
    store.close()


def race(address, what, arguments):
    """Let processes run against each other, and return what they said."""
    barrier, said = PROCESSES.Barrier(len(arguments)), PROCESSES.SimpleQueue()
    processes = [
        PROCESSES.Process(target=work, args=(what, address, barrier, said, words)) for words in arguments
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0] * len(processes)
    lines = []
    while not said.empty():
        lines.append(said.get())
    return lines


def test_twenty_writers_lose_nothing_even_if_the_database_is_not_there_yet(address):
    said = race(address, save_several, [(f"Writer {i}", str(EACH)) for i in range(WRITERS)])
    kept = {scenario.name: scenario for scenario in Store(address).scenarios.all()}
    assert {line.removeprefix("saved ") for line in said} == set(kept)
    assert len(kept) == WRITERS * EACH
    for name, scenario in kept.items():
        writer, number = name.rsplit(" ", 1)
        assert scenario.content == Content({"writer": writer, "number": number})


def test_of_twenty_who_want_one_name_exactly_one_gets_it(address):
    # Written differently, the name is the same.
    spellings = ["One name", "ONE NAME", " one  name "]
    said = race(address, save_one_name, [(spellings[i % 3], f"writer {i}") for i in range(WRITERS)])
    [kept] = Store(address).scenarios.all()
    assert [line for line in said if line.startswith("won")] == [f"won {kept.description}"]
    assert sum("already. Choose another name." in line for line in said) == WRITERS - 1


def test_of_twenty_who_change_one_revision_exactly_one_does(address):
    store = Store(address)
    before = store.scenarios.add("Shared", "", CONTENT)
    said = race(address, save_one_revision, [("Shared", f"writer {i}") for i in range(WRITERS)])
    [kept] = store.scenarios.all()
    [winner] = [line.removeprefix("won ") for line in said if line.startswith("won")]
    assert kept.content == Content({"writer": winner})
    assert kept.revision == before.revision + 1
    assert sum("Somebody changed “Shared” in the meantime" in line for line in said) == WRITERS - 1
    store.close()
