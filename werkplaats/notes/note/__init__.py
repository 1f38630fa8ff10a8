"""The note of a slot: what was said and learned there, in words that its note taker writes down.

A Note walks draft → in review → published. Its organisers may send a published note back to review; they may hide it in
any state, and a hidden one returns to review. Only a draft and a note in review can be changed.

What is saved is never lost. Each save is a NoteVersion, of which the newest that is not `aside` counts. Two quick saves
by one writer are one version only if the second holds every letter of the first. Whoever saves a text that was begun
from an older one, or while somebody else holds the pen, keeps it aside and sees both.

Whoever was there reads it before the world does: a Remark is about one paragraph, as it stood then. It walks open →
taken over, or open → answered; whoever made it may take it back until then.
"""
