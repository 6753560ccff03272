"""What stands in a cell: numbers, periods, codes, however they are written."""
