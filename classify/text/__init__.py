"""Ids become sentences, in Chinese and English. Nothing is decided here."""
