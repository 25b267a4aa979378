"""Questionnaires as data: their fields, their rules, and one reading of what is typed."""
