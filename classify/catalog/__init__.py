"""Catalogs: files become items, items are found in a text, and lint looks at the files before use."""
