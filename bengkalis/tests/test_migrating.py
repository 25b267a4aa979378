"""New tables made together are the tables that the single steps describe."""

from django.db import migrations, models
from django.db.migrations.state import ProjectState

from bengkalis.migrating import CreateTogether, together


def step(name: str) -> migrations.CreateModel:
    return migrations.CreateModel(name, [("id", models.BigAutoField(primary_key=True))])


def test_steps_on_new_models_are_gathered_and_the_others_follow():
    new, later = step("Boat"), migrations.AddField("boat", "name", models.TextField())
    other = migrations.AddField("harbour", "depth", models.IntegerField())
    gathered, *rest = together([other, new, later])
    assert isinstance(gathered, CreateTogether)
    assert gathered.operations == [new, later]
    assert rest == [other]


def test_the_state_is_the_same_as_after_the_single_steps():
    steps = [step("Boat"), migrations.AddField("boat", "name", models.TextField())]
    single, gathered = ProjectState(), ProjectState()
    for one in steps:
        one.state_forwards("programs", single)
    CreateTogether(steps).state_forwards("programs", gathered)
    assert gathered == single
