"""Figures of Badan Pusat Statistik: reading saved answers of its WebAPI, and keeping them."""
