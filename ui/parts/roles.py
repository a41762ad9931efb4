"""What the person at the page answers for: it decides which pages they are offered."""

from enum import StrEnum

from ui.parts import service


class Role(StrEnum):
    """Everybody asks; some do more."""

    MANAGER = "manager"
    """Keeps the guidelines right."""
    EVALUATOR = "evaluator"
    """Finds out whether the answers are."""


def roles() -> frozenset[Role]:
    """Until people sign in, those that the settings give all who reach the page. Raises SettingsInvalid."""
    return frozenset(map(Role, service.roles()))
