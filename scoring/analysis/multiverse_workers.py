"""Who judges the combinations of a large multiverse: all processes of this machine, or a Dask cluster."""

from collections.abc import Iterable, Sequence

from scoring.analysis.multiverse import Counted, Digits, Rule, Workers, counted_block
from scoring.errors import DataError

_SECONDS = 30
"""How long a scheduler may take to answer."""


def processes(number: int = -1) -> Workers:
    """Return workers that are so many processes of this machine, or -1 for all processors."""

    def judge_all(rule: Rule, blocks: Sequence[Digits]) -> Iterable[Counted]:
        # Loaded where it is needed: most of what the app does is done without.
        from joblib import Parallel, delayed  # noqa: PLC0415

        run = Parallel(n_jobs=number, return_as="generator")
        yield from run(delayed(counted_block)(rule, block) for block in blocks)

    return judge_all


def dask_cluster(address: str) -> Workers:
    """Return the workers of a Dask cluster, by the address of its scheduler, such as tcp://10.0.0.5:8786.

    Raises
    ------
    DataError
        On use, if Dask is not installed or the scheduler does not answer.
    """

    def judge_all(rule: Rule, blocks: Sequence[Digits]) -> Iterable[Counted]:
        try:
            from distributed import Client  # noqa: PLC0415
        except ImportError:
            raise DataError("Dask is not installed: pip install 'dask[distributed]'.") from None
        try:
            client = Client(address, timeout=_SECONDS, set_as_default=False)
        except (OSError, ValueError) as problem:
            raise DataError(f"No Dask scheduler answers at {address}: {problem}.") from None
        with client:
            # Sent to every worker once, not with every block.
            shared = client.scatter(rule, broadcast=True)
            # Not pure: keys made of what is in a block would take longer than the block.
            for future in [client.submit(counted_block, shared, block, pure=False) for block in blocks]:
                yield future.result()

    return judge_all
