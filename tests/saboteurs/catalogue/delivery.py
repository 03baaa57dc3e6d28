"""What goes out: files, subscriptions and outreach."""

from tests.saboteurs.saboteur import Saboteur

_CATALOGUE = "tests/tenancy/test_catalogue.py::test_nothing_is_found"
_SENDING = "tests/subscriptions/test_sending.py"
_RETURNING = "tests/subscriptions/test_returning.py"
_LOCAL = "test_local_items_reach_who_asked_for_their_center_and_the_country_when_the_nation_takes_them"

SABOTEURS = (
    # -- files that people take away -------------------------------------------------------------------------------------
    Saboteur(
        "formula-in-csv",
        "a spreadsheet runs nothing that a stranger typed",
        "portal/spreadsheets.py",
        '        return f"\'{value}"',
        "        return value",
        ("tests/test_spreadsheets.py",),
    ),
    # -- subscriptions ---------------------------------------------------------------------------------------------------
    Saboteur(
        "one-item-twice",
        "one person gets one portion of one event, whatever number of filters match",
        "alerts/subscriptions/services/spreading.py",
        "   group by w.subscriber_id",
        "   group by w.subscriber_id, w.id",
        (f"{_SENDING}::test_who_asked_for_it_gets_it_once_whatever_number_of_filters_match",),
    ),
    Saboteur(
        "unconfirmed-gets-mail",
        "a filter brings mail only once the link in its mail was used",
        "alerts/subscriptions/services/spreading.py",
        "   where w.confirmed_at is not null and ((",
        "   where ((",
        (f"{_SENDING}::test_who_asked_for_it_gets_it_once_whatever_number_of_filters_match",),
    ),
    Saboteur(
        "scanner-confirms",
        "opening a link confirms nothing, pressing the button does",
        "alerts/subscriptions/views/public.py",
        'if request.method == "POST" and (opened :=',
        "if (opened :=",
        ("tests/subscriptions/test_pages.py::test_from_the_form_to_the_last_click",),
    ),
    Saboteur(
        "link-opens-more",
        "the link to unsubscribe opens nothing else",
        "alerts/subscriptions/links.py",
        'salt=f"alerts.subscriptions.{purpose}"',
        'salt="alerts.subscriptions"',
        ("tests/subscriptions/test_pages.py::test_links_fit_their_purpose_their_key_and_their_time",),
    ),
    Saboteur(
        "retracted-travels",
        "what was retracted before it travelled does not travel",
        "alerts/subscriptions/services/spreading.py",
        """v.state = 'queued' for update of v)""",
        """v.state = 'failed' for update of v)""",
        (f"{_SENDING}::test_what_is_retracted_before_it_travelled_does_not_travel",),
    ),
    Saboteur(
        "subscribers-open",
        "an account sees its own subscription, a scope nobody's",
        "alerts/subscriptions/rls.py",
        'OWN_ROW = Rule(SAME_USER, "select")',
        'OWN_ROW = Rule("true", "select")',
        (_CATALOGUE, "tests/subscriptions/test_pages.py::test_tables_show_an_account_its_own_rows_and_nobody_else_any"),
    ),
    Saboteur(
        "local-item-to-everybody",
        "a center's local item goes to those who asked for that center",
        "alerts/subscriptions/asked.py",
        'f"({edition}.nation_wide or {center} = any({wishes}.centers)) and {matching_sql(wishes, edition)}"',
        "matching_sql(wishes, edition)",
        (f"{_SENDING}::{_LOCAL}",),
    ),
    Saboteur(
        "taken-over-twice",
        "who had an edition from its center does not get it again from the nation",
        "alerts/subscriptions/services/spreading.py",
        "     and not exists ({_HAS})",
        "     and %(edition)s = %(edition)s",
        (f"{_SENDING}::{_LOCAL}",),
    ),
    # -- mail that comes back --------------------------------------------------------------------------------------------
    Saboteur(
        "report-forged",
        "a report counts only at an address that we signed",
        "portal/notices/bounces/address.py",
        "    if not constant_time_compare(tag[_ID_CHARACTERS:], _signature(delivery)):",
        "    if False:",
        (f"{_RETURNING}::test_each_mail_carries_a_return_address_that_only_we_can_make",),
    ),
    Saboteur(
        "out-of-office-counts",
        "only a delivery-status report says that a mail did not arrive",
        "portal/notices/bounces/reports.py",
        '    if message.get_content_type() != "multipart/report" or report_type != "delivery-status":',
        "    if False:",
        (f"{_RETURNING}::test_what_mails_are_taken_for",),
    ),
    Saboteur(
        "report-marked-early",
        "a mail is marked as seen after its row is committed, never before",
        "portal/notices/bounces/reading.py",
        "            report = Report(Kind.HUGE) if",
        "            folder.settle(uid, erase=False)\n            report = Report(Kind.HUGE) if",
        (f"{_RETURNING}::test_nothing_is_marked_before_it_is_noted_and_nothing_noted_twice",),
    ),
    Saboteur(
        "filter-counts-against-address",
        "a mail that was refused for what stood in it counts nothing against the address",
        "alerts/subscriptions/services/returning.py",
        "    if kind == ReturnedMail.Kind.MESSAGE:",
        "    if False:",
        (f"{_RETURNING}::test_what_is_set_aside_changes_nothing_and_waits_for_a_person",),
    ),
    Saboteur(
        "left-begins-again",
        "only what the portal stopped by itself begins again at the press of a button",
        "alerts/subscriptions/rls.py",
        "    where s.key = p_key and {_STOPPED} and s.confirmed_at is not null returning",
        "    where s.key = p_key and s.confirmed_at is not null returning",
        (f"{_RETURNING}::test_who_was_stopped_learns_it_and_starts_again",),
    ),
    # -- outreach --------------------------------------------------------------------------------------------------------
    Saboteur(
        "recipients-released-alone",
        "what goes out in bulk or onto the home page is decided in person, by another than prepared it",
        "alerts/outreach/rls.py",
        "    if me is null or new.decided_by_id is distinct from me or me = old.prepared_by_id then",
        "    if false then",
        ("tests/outreach/test_recipients.py::test_nobody_releases_what_they_prepared_by_any_path",),
    ),
    Saboteur(
        "stop-link-followed",
        "a program that follows the link in a mail ends nothing",
        "alerts/outreach/rls.py",
        "  if p_end and entry.state = 'released' then",
        "  if entry.state = 'released' then",
        ("tests/outreach/test_recipients.py::test_one_mail_per_office_and_edition_that_it_wants",),
    ),
    Saboteur(
        "local-item-goes-abroad",
        "what a center publishes for its own clients is not sent to offices abroad",
        "alerts/outreach/services/spreading.py",
        " and e.is_current and e.nation_wide and {whom}",
        " and e.is_current and {whom}",
        ("tests/outreach/test_recipients.py::test_a_newer_entry_replaces_the_older_and_a_center_item_stays_at_home",),
    ),
    Saboteur(
        "office-program-cannot-leave",
        "a mail program ends an office's mails with one POST, without the form's secret (RFC 8058)",
        "alerts/outreach/views/stopping.py",
        "@csrf_exempt\n",
        "",
        ("tests/outreach/test_recipients.py::test_one_mail_per_office_and_edition_that_it_wants",),
    ),
    Saboteur(
        "retraction-goes-to-strangers",
        "of a retraction hear the offices that got the item, and nobody else",
        "alerts/outreach/services/spreading.py",
        '_RETRACTION = f"e.retracted_at is not null and {_TOLD}"',
        '_RETRACTION = "e.retracted_at is not null"',
        ("tests/outreach/test_recipients.py::test_who_got_it_hears_of_its_correction_and_its_retraction_once",),
    ),
)
