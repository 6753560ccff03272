"""Which rows of a file are used, and what is said of the others."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from importers.report import MAXIMUM_LISTED, Refusal, Suspicion


class Rows:
    """The rows of figures of one sheet, refused one check after another.

    Attributes
    ----------
    used : boolean array, whether a row is still used
    refused, suspicious : what is listed in the report
    """

    def __init__(self, numbers: pd.Series, sheet: str | None) -> None:
        """Take the rows' numbers in the spreadsheet, and the sheet if there are several."""
        self.numbers = numbers
        self.sheet = sheet
        self.used = np.ones(len(numbers), dtype=bool)
        self.refused: list[Refusal] = []
        self.suspicious: list[Suspicion] = []

    def refuse(
        self,
        wrong: pd.Series | np.ndarray,
        reason: str | pd.Series,
        column: str | pd.Series | None = None,
        values: pd.Series | None = None,
    ) -> None:
        """Stop using rows, listing each with its value; rows that were refused before stay as they are.

        Parameters
        ----------
        wrong : boolean, one entry a row
        reason, column : for all of them, or by row
        values : what stands in the column
        """
        for i in self._newly(wrong, max(MAXIMUM_LISTED - len(self.refused), 0)):
            self.refused.append(
                Refusal(
                    str(_at(reason, i)),
                    self.sheet,
                    int(self.numbers.iloc[i]),
                    None if column is None else str(_at(column, i)),
                    None if values is None else _shown(values.iloc[i]),
                )
            )

    def suspect(
        self,
        wrong: pd.Series | np.ndarray,
        reason: str | Callable[[Mapping[Any, Any]], str],
        figures: pd.DataFrame,
        used: bool = False,
    ) -> None:
        """Stop using rows whose figures cannot be, or list them as used if they may be right after all.

        Parameters
        ----------
        wrong : boolean, one entry a row
        reason : a sentence, in which '{value:.10g}' stands for the value of the row, or what makes it of the row
        figures : area_code, area, indicator and what the reason names, by row
        """
        room = max(MAXIMUM_LISTED - len(self.suspicious), 0)
        for i in np.flatnonzero(self.used & wrong)[:room] if used else self._newly(wrong, room):
            row = figures.iloc[i].to_dict()
            whose = str(row["area_code"]), str(row["area"]), str(row["indicator"])
            number = int(self.numbers.iloc[i])
            words = reason.format_map(row) if isinstance(reason, str) else reason(row)
            self.suspicious.append(Suspicion(words, used, *whose, self.sheet, number))

    def _newly(self, wrong: pd.Series | np.ndarray, room: int) -> np.ndarray:
        """Stop using rows and return the positions of the first `room` that were used until now."""
        new = self.used & np.asarray(wrong, dtype=bool)
        self.used &= ~new
        return np.flatnonzero(new)[:room]


def _at(given: object, position: int) -> object:
    return given.iloc[position] if isinstance(given, pd.Series) else given


def _shown(value: object) -> str | None:
    return None if pd.isna(value) else str(value)[:100]
