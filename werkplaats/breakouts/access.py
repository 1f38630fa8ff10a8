"""Load and guard in one call: the plan of an organiser's page."""

from __future__ import annotations

from flask import abort

from werkplaats.accounts.access import organised_edition
from werkplaats.breakouts import queries
from werkplaats.breakouts.models import Plan


def plan_shown(edition: str, number: int) -> Plan:
    """The plan with this number in an edition that the organiser may see."""
    return queries.plan(organised_edition(edition).id, number) or abort(404)
