"""Spreadsheets: lists of offices read with the place of every value, faults shown in a copy, answers written.

Nothing below imports this; the libraries are an extra, `classify-dingmi[sheets]`.
"""
