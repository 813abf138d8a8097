"""The table of places behind `qa.places`, and how it was made."""
