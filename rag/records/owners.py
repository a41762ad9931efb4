"""Whose something is, without saying who that is."""

from hashlib import sha256


def owner_of(secret: str) -> str:
    """Names the owner who has a secret; what is kept under the name opens nobody's records."""
    return sha256(secret.encode()).hexdigest()
