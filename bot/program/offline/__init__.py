"""Matching with files and nothing else: people, past pairs and rules come in as files, pairs go out as one.

Start with `pool.py`; `pairs.py` has the file of pairs, `rules.py` the rules file.
"""
