"""What came of a scenario when it was saved."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the column of outcomes; of what was saved before there is none."""
    op.add_column("scenarios", sa.Column("outcome", sa.JSON, nullable=True))
