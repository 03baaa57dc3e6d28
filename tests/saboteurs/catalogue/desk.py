"""The desk at a fair."""

from tests.saboteurs.saboteur import Saboteur

_SYNC = "tests/desk/test_sync.py"
_DAY = "tests/desk/test_browser.py::test_a_fair_day_without_a_network"
_HANDS = "tests/desk/test_browser.py::test_a_device_in_other_hands"

SABOTEURS = (
    Saboteur(
        "change-over-anothers-value",
        "a value that somebody else wrote meanwhile is not overwritten",
        "exhibitions/desk/services/incidents.py",
        "met = {name for name in data if name not in same and _plain(name, base[name]) != now[name]}",
        "met = {name for name in data if name not in same and _plain(name, base[name]) != now[name] and False}",
        (f"{_SYNC}::test_two_devices_write_about_one_incident",),
    ),
    Saboteur(
        "settled-over-what-nobody-saw",
        "a conflict is settled over what the person saw",
        "exhibitions/desk/services/clashes.py",
        'if seen.get(name, was["theirs"]) != stands[name]:',
        "if False:",
        (f"{_SYNC}::test_two_devices_write_about_one_incident",),
    ),
    Saboteur(
        "receipt-not-asked",
        "a change that was taken is not done again",
        "exhibitions/desk/services/sync.py",
        "if (receipt := known.get(change.id)) is not None:",
        "if (receipt := known.get(change.record)) is not None:",
        (f"{_SYNC}::test_a_day_arrives_once_however_often_it_is_sent",),
    ),
    Saboteur(
        "revoked-device-served",
        "a revoked device is given nothing",
        "exhibitions/desk/views/api.py",
        "if device.is_revoked:",
        "if False:",
        (f"{_SYNC}::test_a_device_gets_its_key_while_it_is_not_revoked",),
    ),
    Saboteur(
        "key-for-anybody",
        "a device's key is given to its person alone",
        "exhibitions/desk/rls.py",
        "where d.public_id = p_device and d.user_id = me and d.revoked_at is null and {SEATED}",
        "where d.public_id = p_device and d.revoked_at is null and {SEATED}",
        (f"{_SYNC}::test_a_device_gets_its_key_while_it_is_not_revoked",),
    ),
    Saboteur(
        "future-times-kept",
        "a time from a clock that was set since the last contact is corrected",
        "exhibitions/desk/services/stamps.py",
        "        if corrected <= latest:",
        "        if True:",
        (f"{_SYNC}::test_times_of_a_wrong_clock",),
    ),
    Saboteur(
        "firm-reads-internal-notes",
        "internal notes are not for the firm",
        "exhibitions/desk/rls.py",
        'Rule(f"not is_internal and {ABOUT_OWN_FIRM}", "select")',
        'Rule(ABOUT_OWN_FIRM, "select")',
        (f"{_SYNC}::test_a_firm_reads_what_is_about_itself_and_no_internal_note",),
    ),
    Saboteur(
        "plaintext-on-the-device",
        "what the device keeps cannot be read from its disk",
        "static/js/desk/store.js",
        "[name, await seal(key, name, value)]",
        "[name, { ...(await seal(key, name, value)), value }]",
        (_DAY,),
    ),
    Saboteur(
        "key-without-a-seat",
        "a device's key is given while its person has a seat at the desk",
        "exhibitions/desk/rls.py",
        "d.revoked_at is null and {SEATED} for share;",
        "d.revoked_at is null for share;",
        (f"{_SYNC}::test_a_device_whose_person_lost_the_seat_is_sealed_and_then_erased",),
    ),
    Saboteur(
        "device-open-after-the-seat",
        "a device whose person lost the seat is sealed",
        "exhibitions/desk/rls.py",
        "  elsif not found_one.is_seated then",
        "  elsif false then",
        (f"{_SYNC}::test_a_device_whose_person_lost_the_seat_is_sealed_and_then_erased",),
    ),
    Saboteur(
        "device-kept-after-the-seat",
        "a device that stays without a seat erases itself",
        "exhibitions/desk/rls.py",
        "then 'erase' else 'seal' end;",
        "then 'seal' else 'seal' end;",
        (f"{_SYNC}::test_a_device_whose_person_lost_the_seat_is_sealed_and_then_erased",),
    ),
    Saboteur(
        "device-erased-between-two-seats",
        "a device does not erase what it did not send before its person has had no seat for a week",
        "exhibitions/desk/rls.py",
        "then 'erase' else 'seal' end;",
        "then 'erase' else 'erase' end;",
        (f"{_SYNC}::test_a_device_whose_person_lost_the_seat_is_sealed_and_then_erased",),
    ),
    Saboteur(
        "sealed-device-opens-by-pin",
        "a sealed device forgets the key that the PIN opens",
        "static/js/desk/lock.js",
        'if (wanted === "sealed") return seal(root, opened);',
        "",
        (_HANDS,),
    ),
    Saboteur(
        "time-that-no-page-reads",
        "a device's time is one that can be read again",
        "exhibitions/desk/services/stamps.py",
        "if abs(clock_offset) > FARTHEST or not EARLIEST <= device_at < LATEST:",
        "if abs(clock_offset) > FARTHEST:",
        (f"{_SYNC}::test_a_time_that_no_page_could_show_is_refused",),
    ),
)
