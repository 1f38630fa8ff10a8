"""Everything of one participant on their own pages, composed of what the features know. No account: the personal link."""
