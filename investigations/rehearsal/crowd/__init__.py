"""How do many cases come to be?  Not by the actions, which take a second each, but row by row as the actions leave them."""
