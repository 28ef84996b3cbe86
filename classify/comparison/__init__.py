"""Comparisons that both paths make: items folded into one, a mark against them and the law, an organ against a level.

Pure functions from values to codes; they know neither a matter nor a row.
"""
