"""Chat platforms, one folder each. `app.py` imports the folder of a platform only when it is configured."""
