"""Registration: signing up, preferring, waiting, cancelling.

A Registration walks registered → cancelled → registered, or waiting → registered by an offer that is accepted; who
waits may cancel too, and who cancelled may wait; and from anywhere → erased, for good. The address owns it: the public
form never makes a second one for the same address, and never signs anyone in. Only the personal link from the mail
does.

`seats` counts places and knows who comes before whom, `offers` is what becomes of a place that came free.
"""
