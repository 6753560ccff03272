"""Groups of areas."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table of groups of areas."""
    op.create_table(
        "area_groups",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("name_key", sa.String(360), nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("created", sa.DateTime, nullable=False),
        sa.Column("changed", sa.DateTime, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("areas", sa.JSON, nullable=False),
        sa.Column("geography", sa.String(100), nullable=False),
        sa.Column("edition", sa.String(100), nullable=False),
        sa.UniqueConstraint("name_key", name="uq_area_groups_name_key"),
        sqlite_autoincrement=True,
    )
