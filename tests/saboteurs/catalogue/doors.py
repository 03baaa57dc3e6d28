"""What stands at every door: the permission table, the API, uploads, kept pages."""

from tests.saboteurs.saboteur import Saboteur

_REQUESTS = "tests/tenancy/test_requests.py"
_MATRIX = "tests/policy/test_matrix.py"
_UPLOADS = "tests/uploads/test_judge.py"

SABOTEURS = (
    # -- the permission table --------------------------------------------------------------------------------------------
    Saboteur(
        "default-allow",
        "a route without a row is refused",
        "portal/policy/middleware.py",
        """            logger.error("No policy row for route %r; refused.", route)
            return refuse(request, 403)""",
        """            logger.error("No policy row for route %r; refused.", route)
            return None""",
        (f"{_REQUESTS}::test_a_route_without_a_row_is_not_run",),
    ),
    Saboteur(
        "any-persona",
        "the persona is asked before the view runs",
        "portal/policy/middleware.py",
        "        if actor.personas.isdisjoint(rule.personas):",
        "        if False:",
        (f"{_REQUESTS}::test_a_persona_the_row_does_not_name_does_not_reach_the_view",),
    ),
    Saboteur(
        "password-alone",
        "staff, experts and administrators prove a second factor",
        "portal/policy/middleware.py",
        "            rule.second_factor",
        "            False and rule.second_factor",
        (f"{_MATRIX}::test_a_password_alone_reaches_no_protected_route",),
    ),
    # -- the API ---------------------------------------------------------------------------------------------------------
    Saboteur(
        "key-ignored",
        "a request repeated under its Idempotency-Key does its work once",
        "portal/policy/idempotency.py",
        "    if key is None or actor.user_id is None:",
        "    if True:",
        ("tests/api/test_once.py::test_the_same_request_gets_the_same_answer",),
    ),
    Saboteur(
        "key-for-anything",
        "a used Idempotency-Key does not answer for another request",
        "portal/policy/idempotency.py",
        "    if kept.body_hash != digest:",
        "    if False:",
        ("tests/api/test_once.py::test_a_key_belongs_to_one_request",),
    ),
    Saboteur(
        "if-match-ignored",
        "a write made for a version that has passed is refused",
        "portal/api/preconditions.py",
        """    if "*" not in tags and etag(current) not in tags:""",
        """    if not tags:""",
        ("tests/api/test_versions.py::test_deeds_name_the_version",),
    ),
    Saboteur(
        "deed-of-another-role",
        "a deed that is never the role's is forbidden, as on the pages",
        "cases/api/actions.py",
        "    if not workflow.ever(found.verb, actor):",
        "    if False:",
        ("tests/api/test_versions.py::test_a_deed_of_another_role_is_forbidden_in_whatever_state",),
    ),
    # -- uploads ---------------------------------------------------------------------------------------------------------
    Saboteur(
        "bodies-unlimited",
        "a body that is too large for its address is refused unread",
        "portal/site/bodies.py",
        "            return _refuse(request, 413)",
        "            pass",
        ("tests/uploads/test_bodies.py::test_a_page_takes_two_megabytes_and_no_more",),
    ),
    Saboteur(
        "checker-failed-is-clean",
        "an upload whose checker failed is held back, never judged clean",
        "portal/documents/intake/judge.py",
        """        logger.warning("The look at an upload failed; it is held back.", exc_info=True)
        return Verdict("quarantined", "checker_failed")""",
        """        logger.warning("The look at an upload failed; it is held back.", exc_info=True)
        return Verdict("clean")""",
        (
            f"{_UPLOADS}::test_a_checker_that_cannot_run_holds_the_file_back",
            f"{_UPLOADS}::test_a_checker_that_hangs_holds_the_file_back",
        ),
    ),
    Saboteur(
        "checker-babbles-is-clean",
        "an upload whose checker gave no known verdict is held back",
        "portal/documents/intake/judge.py",
        "    if state not in STATES:",
        "    if False:",
        (f"{_UPLOADS}::test_a_checker_that_babbles_holds_the_file_back",),
    ),
    Saboteur(
        "scanner-down-is-clean",
        "an upload is not clean while the virus scanner is down",
        "portal/documents/intake/judge.py",
        """        return Verdict("quarantined", "scanner_unavailable", verdict.media_type)""",
        """        return verdict""",
        (f"{_UPLOADS}::test_a_scanner_that_is_down_holds_the_file_back",),
    ),
    # -- kept pages ------------------------------------------------------------------------------------------------------
    Saboteur(
        "stale-page-after-publish",
        "a kept page is answered only while the generations it was drawn under stand",
        "portal/site/pagecache.py",
        "if kept is not None and kept.generations == generations:",
        "if kept is not None:",
        ("tests/site/test_pagecache.py::test_what_is_published_shows_from_the_commit_on",),
    ),
    Saboteur(
        "page-kept-under-a-later-generation",
        "a page is kept under the generations that were read before it was drawn",
        "portal/site/pagecache.py",
        "            word = read or secrets.token_hex(8)",
        "            word = (client.get(_generation_key(tag)) or secrets.token_hex(8).encode()).decode()",
        ("tests/site/test_pagecache.py::test_a_page_drawn_from_older_data_is_never_answered",),
    ),
    Saboteur(
        "private-page-cached",
        "what sets a cookie belongs to one browser and is kept for nobody",
        "portal/site/pagecache.py",
        "        and not response.cookies\n",
        "",
        ("tests/site/test_pagecache.py::test_what_hints_at_a_person_is_not_kept",),
    ),
    Saboteur(
        "person-answered-from-the-cache",
        "who has a session is never answered with everybody's page",
        "portal/site/pagecache.py",
        "if settings.SESSION_COOKIE_NAME in cookies or ",
        "if ",
        ("tests/site/test_pagecache.py::test_who_may_be_somebody_is_not_answered_here",),
    ),
)
