"""Everything of one participant on their own pages, made of what the features know. The personal link opens them."""
