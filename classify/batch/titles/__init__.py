"""Rows whose items are not recorded: many titles read at once, each distinct wording judged once."""
