"""What does it add up to?  Counts of cases that somebody may see, and counts alone for the governing body."""
