"""Teams on this machine: what it sends, what it refuses, and how its cards read.

Written from its documentation, apart from the adapter.
"""
