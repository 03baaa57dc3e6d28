"""Rows of the permission table for this room."""

from __future__ import annotations

from portal.policy.personas import ALL, CENTER, COORDINATORS, ENTERPRISE, EXPERTS, NATIONAL
from portal.policy.reach import anywhere, at_center, only_mine, own
from portal.policy.table import Rule, rule

# Who works at a fair: a center's people, the nation's coordinators for its own delegations, experts on duty.
AT_THE_DESK = CENTER | COORDINATORS | EXPERTS
_DUTY = at_center(CENTER | COORDINATORS) | only_mine(EXPERTS)
_WRITERS = CENTER | COORDINATORS
_READERS = CENTER | NATIONAL | ENTERPRISE | EXPERTS
# A firm reads what is about itself, without files and internal notes; an expert what happened where they are on duty.
_READ = at_center(CENTER) | anywhere(NATIONAL) | own(ENTERPRISE) | only_mine(EXPERTS)
_FILES = at_center(CENTER) | anywhere(NATIONAL) | only_mine(EXPERTS)
_OWN = at_center(_WRITERS)
# A device is revoked by its owner, its center, or the nation.
_DEVICES = at_center(CENTER) | anywhere(COORDINATORS) | only_mine(EXPERTS)
_ROSTER = at_center(_WRITERS)

RULES: list[Rule] = [
    # The shell holds nothing of anybody and is kept on the device.
    *(rule(f"desk:{part}", "GET", ALL, scope="login", second_factor=False) for part in ("app", "worker", "manifest")),
    rule("desk:api_session", "GET", AT_THE_DESK),
    rule("desk:incidents", "GET", _READERS),
    rule("desk:incident", "GET", _READERS, target="desk_incident", reach=_READ),
    rule("desk:file", "GET", CENTER | NATIONAL | EXPERTS, target="desk_file", reach=_FILES),
    *(rule(f"desk:{deed}", "POST", _WRITERS, target="desk_incident", reach=_OWN) for deed in ("move", "entry")),
    rule("desk:add", "GET POST", _WRITERS, target="desk_delegation", reach=_ROSTER),
    rule("desk:change", "GET POST", _WRITERS, target="desk_incident", reach=_OWN),
    rule("desk:request", "POST", CENTER, target="desk_incident", reach=at_center(CENTER)),
    rule("desk:settle", "GET POST", _WRITERS, target="desk_clash", reach=_OWN),
    rule("desk:duty", "GET POST", _WRITERS, target="desk_delegation", reach=_ROSTER),
    rule("desk:duty_remove", "POST", _WRITERS, target="desk_shift", reach=_ROSTER),
    rule("desk:devices", "GET", AT_THE_DESK),
    rule("desk:revoke", "GET POST", AT_THE_DESK, target="desk_device", reach=_DEVICES),
    # A delegation, an incident and a device are named in the body or a header; the gates are the same.
    rule("desk:api_device", "POST", AT_THE_DESK),
    rule("desk:api_key", "GET", AT_THE_DESK),
    rule("desk:api_sync", "POST", AT_THE_DESK),
    rule("desk:api_file", "POST", AT_THE_DESK, uploads=True),
    rule("desk:api_pack", "GET", AT_THE_DESK, target="desk_delegation", reach=_DUTY),
    # A device whose person is logged out must still learn that it is to wipe itself; it names itself by its own id.
    rule("desk:api_word", "GET POST", ALL, scope="login", second_factor=False),
]
