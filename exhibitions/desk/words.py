"""The words of the app (static/js/desk/), so that they are translated with all others and travel in its shell.

tests/desk/test_shell.py compares this list with what the scripts say.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from cases.choices import IPKind
from exhibitions.desk import choices, wire, workflow
from exhibitions.desk.models import Incident, IncidentFile
from exhibitions.fairs.choices import ContactKind, RightState
from experts.choices import LANGUAGES
from portal.reference.countries import all_countries

WORDS = (
    _("(nothing)"),
    _(", "),
    _("A PIN for this device"),
    _("Add a photo or a paper"),
    _("Add to the log"),
    _("After a log-in you choose a new one. What you entered is kept."),
    _("All"),
    _("Back"),
    _("Begin again"),
    _("Booth"),
    _("Booth {booth}"),
    _("Cancel"),
    _("Change"),
    _("Change of an incident"),
    _("Change the incident"),
    _("Choose 6 to 12 digits."),
    _("Choose a PIN"),
    _("Choose a PIN for this device (6 to 12 digits)"),
    _("Choose what happens."),
    _("Choose which of the two holds, or write it anew."),
    _("Conflict"),
    _("Conflicts"),
    _("Conflicts: {n}"),
    _("Connected"),
    _("Contacts"),
    _("Decide"),
    _("Decision on a conflict"),
    _("Delegation"),
    _("Desk at the fair"),
    _("Duty"),
    _("Duty and hand-over"),
    _("Erase everything on this device?"),
    _("Erase what this device holds"),
    _("Everything on this device has been sent."),
    _("Everything sent"),
    _("Exhibit"),
    _("Exhibits"),
    _("File"),
    _("Firm"),
    _("Firm, hall or booth"),
    _("Give it up"),
    _("Give the device a name."),
    _("Give up “{what}”? It is erased from this device and never reaches the server."),
    _("Grave"),
    _("Grave: tell the center and the nation at once"),
    _("Hall"),
    _("Hall and booth"),
    _("Hall not known"),
    _("Hall {hall}"),
    _("Hand-over"),
    _("Hand-over notes"),
    _("Here two people wrote different things while one of them had no network. Nothing was overwritten; decide each time."),
    _("I forgot the PIN"),
    _("I take over"),
    _("Incidents"),
    _("It has become a request for help, which another center handles now."),
    _("It has become a request for help."),
    _("Keep the PIN"),
    _("Keep the change"),
    _("Kept on this device ({size})."),
    _("Kind, country and number, as the paper says"),
    _("Last contact: {when}"),
    _("Leave these notes"),
    _("Line of the log"),
    _("Lock now"),
    _("Log"),
    _("Log in"),
    _("Log in once; then the app works without a network."),
    _("Log in; nothing is lost"),
    _("Log out"),
    _("Log out and erase this device"),
    _("Log out and erase what this device holds?"),
    _("Look at the request"),
    _("Mend it"),
    _("Name of this device"),
    _("New incident"),
    _("Next step"),
    _("No"),
    _("No conflict."),
    _("No contact has been entered for this fair."),
    _("No delegation is open to you now. Your center enters it in the portal, or puts you on duty."),
    _("No duty has been entered; the center enters it in the portal."),
    _("No firm"),
    _("No firm here."),
    _("No firm of the delegation"),
    _("No incident here. What happens at a booth is recorded with “New incident”, also without a network."),
    _("No network"),
    _("No particular exhibit"),
    _("None entered."),
    _("None so far."),
    _("Not for the firm"),
    _("Not here"),
    _("Not taken"),
    _("Not taken by the server ({n})"),
    _("Not taken: {n}"),
    _("Not yet sent"),
    _("Not yet sent from this device: {entries} (files: {files}). This would be lost."),
    _("Not yet sent: {entries} (files: {files})"),
    _("On duty"),
    _("Only that person can open them: log out, and let them log in here."),
    _("Other side"),
    _("Own rights"),
    _("PIN"),
    _("Parts of the desk"),
    _("Photo"),
    _("Photo or paper"),
    _("Photos, voice, papers"),
    _("Pictures: {alts}"),
    _("Record a voice note"),
    _("Record the incident"),
    _("Recorded by"),
    _("Recording …"),
    _("Revoked"),
    _("Right asserted"),
    _("Roster"),
    _("Say at what time."),
    _("Say in a few words what happened."),
    _("Say what was done or said."),
    _("Say when it happened."),
    _("Say who it was, at least the function."),
    _("Device sealed"),
    _("Send it again"),
    _("Send now"),
    _("Sending …"),
    _("Set up this device"),
    _("Settings"),
    _("Skip to the content"),
    _("Somebody else is logged in"),
    _("Somebody else wrote something different. Decide."),
    _("Something of this was not taken. Look at it."),
    _("Step of an incident"),
    _("Stop and keep the voice note"),
    _("Device of {name}"),
    _("Taken over by {name}"),
    _("Taking over"),
    _("The PIN is gone"),
    _("The PIN once more"),
    _("The app could not start: {why}"),
    _("The clock of this device is wrong by {n} minutes; times are corrected."),
    _("The desk is open in another window of this browser. Go on there, or close it."),
    _("The desk of our delegation"),
    _("The file is being prepared …"),
    _("The file is larger than 12 MB ({size}). Photograph it in parts."),
    _("The microphone is not open to the app. Allow it in the settings of the browser."),
    _("The organiser's rules"),
    _("The server answers with a fault"),
    _("The server did not take this."),
    _("The two PINs differ."),
    _("The voice note is too long. Record a shorter one."),
    _("There is no network."),
    _("There is no network. The first time, the app needs one."),
    _("This PIN is too easy to guess. Choose another one."),
    _("This browser cannot run the desk: it needs a current browser and a secure address (https)."),
    _("This could not be kept on the device: {why}"),
    _("This device does not hold this incident."),
    _("This device holds nothing any more. Without a network you are still logged in on the server: log out there as soon as there is one."),
    _("This device holds the entries of somebody else"),
    _("This device is empty"),
    _("This device is sealed"),
    _("This device was revoked. What it held has been erased."),
    _("This file cannot be read as a picture. Take the photo again, or choose another file."),
    _("This firm is not in the delegation any more."),
    _("This is not the PIN. {n} tries are left."),
    _("This lies in the future."),
    _("Try again"),
    _("Unlock"),
    _("Until when?"),
    _("Waiting for a network ({n})"),
    _("What happened?"),
    _("What happens?"),
    _("What is it?"),
    _("What now?"),
    _("What stands on the server: {value}"),
    _("What the next should know"),
    _("What this device held has been erased."),
    _("What this device holds is encrypted, and erased when you log out or the device is revoked."),
    _("What was done or said"),
    _("What was written without a network: {value}"),
    _("What you typed before is kept here."),
    _("When"),
    _("When did it happen?"),
    _("Which incidents"),
    _("Which right do they assert?"),
    _("Who (name, function)"),
    _("Who is the other side?"),
    _("Whom to turn to"),
    _("Without a network, the PIN opens what this device holds. It never leaves the device; after ten wrong ones only a log-in opens it again."),
    _("Write it anew:"),
    _("Write what the next should know."),
    _("Yes"),
    _("You are logged out, and this device holds nothing any more."),
    _("You hold no seat at this desk now, and the PIN opens nothing any more. What you entered is kept: with a seat again, log in. Without one it is erased after 7 days."),
    _("You take over; not yet sent."),
    _("Your log-in has ended"),
    _("Your role does not include this."),
    _("never"),
    _("{field}, written anew"),
)  # fmt: skip
# Lists of codes with their words, by the name that the scripts know.
LISTS: dict[str, Any] = {
    "incident": choices.IncidentKind, "state": choices.IncidentState, "entry": choices.EntryKind, "file": choices.FileKind,
    "fileState": IncidentFile.State, "contact": ContactKind, "right": IPKind, "rightState": RightState,
}  # fmt: skip


def _in(language: str, words: Any) -> str:
    with translation.override(language):
        return str(words)


def _both(code: str, words: Any) -> list[str]:
    return [code, _in("zh-hans", words), _in("en", words)]


def told() -> dict[str, Any]:
    """Give the app its words in Chinese by their English, and the codes with their words in both."""
    with translation.override("zh-hans"):
        chinese = {words: gettext(words) for words in WORDS}
    lists = {name: [_both(code, words) for code, words in found.choices] for name, found in LISTS.items()}
    names = (*wire.FIELDS, wire.STATE)
    lists["field"] = [_both(name, capfirst(Incident._meta.get_field(name).verbose_name)) for name in names]  # type: ignore[union-attr]
    lists["language"] = [_both(code, words) for code, words in LANGUAGES]
    lists["country"] = [[country.code, country.zh, country.en] for country in all_countries()]
    steps = [
        {
            "from": str(step.source),
            "to": str(step.target),
            "zh": _in("zh-hans", step.label),
            "en": _in("en", step.label),
        }
        for step in workflow.STEPS
    ]
    nobody = UUID(int=0)
    return {
        "words": chinese,
        "config": {
            "choices": lists, "steps": steps, "grave": sorted(str(kind) for kind in choices.GRAVE_KINDS),
            # A request opens in the portal, at this address with its id behind.
            "cases": reverse("cases:detail", args=[nobody]).removesuffix(f"{nobody}/"),
        },
    }  # fmt: skip
