"""What is evaluated again where an earlier answer is at hand, and what changed since, by cause."""
