"""A matter or a row becomes its coded facts: the one scalar reading of titles, words and given values."""
