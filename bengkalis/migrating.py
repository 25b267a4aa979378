"""All new tables of a migration at once.

Django renders every model of the project anew after each step that touches one. A migration of
three hundred steps then takes half a minute, at every first start and for every test database,
although nothing but its end matters to tables that did not exist before.
"""

from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation
from pgtrigger.migrations import AddTrigger


class CreateTogether(Operation):
    """The tables that ``operations`` create, made as they are after the last of them.

    ``operations`` may create models, and add fields, indexes, constraints and triggers to them.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, operations: list[Operation]):
        self.operations = operations

    def state_forwards(self, app_label, state) -> None:
        state.__dict__.pop("apps", None)  # rendered once, when somebody asks
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state) -> None:
        for operation in self.operations:
            if isinstance(operation, CreateModel):
                model = to_state.apps.get_model(app_label, operation.name)
                if self.allow_migrate_model(schema_editor.connection.alias, model):
                    schema_editor.create_model(model)
        for operation in self.operations:
            if isinstance(operation, AddTrigger):
                operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state) -> None:
        for operation in reversed(self.operations):
            if isinstance(operation, CreateModel):
                schema_editor.delete_model(from_state.apps.get_model(app_label, operation.name))

    def describe(self) -> str:
        names = [one.name for one in self.operations if isinstance(one, CreateModel)]
        return f"Create models {', '.join(names)}"


def together(operations: list[Operation]) -> list[Operation]:
    """The same steps, with those on new models gathered into one; the others follow it."""
    new = {one.name.lower() for one in operations if isinstance(one, CreateModel)}
    made = [one for one in operations if _model_of(one) in new]
    return [CreateTogether(made), *(one for one in operations if one not in made)]


def _model_of(operation: Operation) -> str:
    name = operation.name if isinstance(operation, CreateModel) else operation.model_name
    return name.lower()
