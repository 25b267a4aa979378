"""Pages of the UPT reports, one file a noun."""
