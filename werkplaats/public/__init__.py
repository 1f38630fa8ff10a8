"""What everyone may read: composed from all features, from what is published only, the same for every reader.

Its pages have no session and are kept ready in memory: see `cache`.
"""
