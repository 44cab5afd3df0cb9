"""How fast is it, next to what the database can do at all? `__main__.py` has the parts and prints the table."""
