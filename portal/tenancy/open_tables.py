"""What narrow scopes may read beyond their own rows, each with its reason; `checks` lets nothing else pass."""

from __future__ import annotations

from collections.abc import Mapping

# The one table that narrow scopes read in full: who wrote a message. Its credentials are hidden columns.
OPEN_TO_SCOPES: Mapping[str, frozenset[str]] = {
    # What a center publishes of itself is everybody's to read, log-in or not.
    "centers_centersite": frozenset({"portal_app"}),
    "accounts_user": frozenset({"scope_center", "scope_enterprise", "scope_expert"}),
    # A campaign of the nation that centers may join; what they plan and count in it is each center's own.
    "outreach_campaign": frozenset({"scope_center"}),
}
# Tables whose rows everybody reads from their release on, and how a predicate says that: by a row's own state, or by that
# of what it belongs to. Until then they are those of the desk that prepares them.
_BY_STATE = ("state)::text = 'released'::text", "state)::text <> 'proposed'::text")
RELEASED_TABLES: Mapping[str, tuple[str, ...]] = {
    **{
        f"environment_{name}": _BY_STATE
        for name in ("index", "edition", "indicator", "score", "report", "survey", "question", "result")
    },
    "outreach_feature": _BY_STATE,
    **dict.fromkeys(("fairs_fair", "fairs_fairedition"), ("confirmed_at IS NOT NULL",)),
    "fairs_faircontact": ("is_public",),
    **dict.fromkeys(("screening_checklist", "screening_checklistitem"), _BY_STATE),
    "fairs_delegation": ("takes_sign_ups AND ((state)::text = 'open'::text)",),
    "events_series": ("is_shown",),
    "events_event": ("state)::text <> 'draft'::text",),
    **dict.fromkeys(("events_speaker", "events_material"), ("FROM events_event v",)),
}
