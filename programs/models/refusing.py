"""What the database refuses by trigger: a sentence in Indonesian, raised as a violated check."""

import pgtrigger


def refuse(sentence: str, *values: str) -> str:
    """PL/pgSQL that refuses the change with ``sentence``; each % in it is one of ``values``."""
    quoted = sentence.replace("'", "''")
    given = "".join(f", {value}" for value in values)
    return f"RAISE EXCEPTION '{quoted}'{given} USING ERRCODE = 'check_violation';"


def before(name: str, operation, func: str, declare=None, condition=None) -> pgtrigger.Trigger:
    """A row trigger that judges or completes a row before it is written."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=operation,
        declare=declare,
        condition=condition,
        func=func,
    )


def append_only(sentence: str) -> pgtrigger.Trigger:
    """Rows that are written once and stay."""
    change = pgtrigger.Update | pgtrigger.Delete
    return before("append_only", change, refuse(sentence))
