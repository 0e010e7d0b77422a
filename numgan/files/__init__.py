"""A game in a file: checkpoint.py knows arrays and bytes, snapshot.py knows games."""
