"""The meaning: three-valued conditions over coded facts, rules in strata, and their one reading.

Standard library only. Both paths, the chain of one matter and the truth tables of a batch, read what stands here.
"""
