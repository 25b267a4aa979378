"""What the reports app keeps: figures that others published."""

from reports.models.published import BpsImport, CodeSystem, Mark, PublishedFigure

__all__ = ["BpsImport", "CodeSystem", "Mark", "PublishedFigure"]
