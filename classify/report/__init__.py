"""What people read of a batch: one page that needs nothing else, to be looked at, searched and printed."""
