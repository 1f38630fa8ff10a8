"""Registration: signing up, preferring, cancelling.

A Registration walks registered → cancelled → registered, and from anywhere → erased, for good. The address owns it: the
public form never makes a second one for the same address, and never signs anyone in. Only the personal link from the
mail does.
"""
