"""Opening what somebody brought: safely, within limits, as sheets of plain rows."""
