"""The staff: who they are, what they may do in which edition, how they sign in, and the guard on their pages.

A User is an organiser or a reader of the editions they are a member of; an admin sees every edition and makes new ones.
Setting a password ends every login session of that user.
"""
