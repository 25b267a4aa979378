"""Public statistics: measures fill cubes, cubes become pages, charts, JSON-stat and files."""
