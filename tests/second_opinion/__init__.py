"""What do other people's programs say of ours? `make second-opinion`; optional, and no part of `make test`.

The files are called check_*.py so that the suite does not pick them up: they fetch programs from npm.
"""
