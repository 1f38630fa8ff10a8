"""Everything of one participant on their own pages, composed of what the features know. The personal link opens them."""
