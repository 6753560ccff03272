"""The content of a cell: numbers, periods, codes, however they are written."""
