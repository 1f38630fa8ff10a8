"""The demo: a symposium that was and one that comes, to look at and to try everything on.

The programme and the speakers of 2022 are real; everything else is made up, and says so. It is made with the
features' own actions and steps, so that it shows what they make, and each part at its own moment on the clock.
It loads only into an empty database without a SITE_URL.
"""
