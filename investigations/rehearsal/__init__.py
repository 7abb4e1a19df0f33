"""What does a school look like that is all made up?  For rehearsing and for trying out the product, never beside real data."""
