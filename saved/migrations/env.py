"""How Alembic runs the steps: in the transaction of the connection that `saved.schema` gives it."""

from alembic import context

from saved.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    # All steps or none, in the transaction that is open already.
    transactional_ddl=True,
    transaction_per_migration=False,
)
context.run_migrations()
