"""Registration: signing up, preferring, cancelling.

A Registration walks registered → cancelled → registered. The address owns it: the public form never makes a second
one for the same address, and never signs anyone in. Only the personal link from the mail does.
"""
