"""The methodologies that can rate the October 2016 edition: nearly all of the library."""

from scoring import load_edition, methodology_ids

METHODOLOGIES = methodology_ids(load_edition("october-2016").meta.indicators)
