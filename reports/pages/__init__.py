"""The public pages of the statistics service: one definition of a page for every table."""
