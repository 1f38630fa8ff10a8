"""The one table of everything that we hold of people. A column that stands nowhere in it fails a test."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from werkplaats.errors import N_
from werkplaats.registration.steps import NEEDS_KEPT


class Fate(StrEnum):
    """What erasing somebody does to a column of theirs."""

    GOES = "goes"
    EMPTIED = "emptied"
    REPLACED = "replaced"
    COUNTED = "counted"
    STAYS = "stays"
    CHOSEN = "chosen"
    ASKED = "asked"


class Shown(StrEnum):
    """How somebody sees their own: as it is, by the title of what it points at, in the file to download alone, or not
    at all because it says nothing, or the same as another column."""

    PLAIN = "plain"
    TITLE = "title"
    RAW = "raw"
    NOT = "not"


class Since(StrEnum):
    """From what moment on time is counted."""

    DAY = "day"
    MADE = "made"
    ASKED = "asked"
    NEVER = "never"


@dataclass(frozen=True)
class Term:
    """How long something is kept: so many days after the symposium or after it was made, until somebody asks, or as
    long as its edition stands."""

    since: Since
    days: int = 0

    @property
    def length(self) -> timedelta:
        return timedelta(days=self.days)


@dataclass(frozen=True)
class Column:
    """`at` is table and column, `what` says in plain words what stands in it."""

    at: str
    what: str
    fate: Fate
    shown: Shown = Shown.PLAIN

    @property
    def table(self) -> str:
        return self.at.partition(".")[0]

    @property
    def name(self) -> str:
        return self.at.partition(".")[2]


@dataclass(frozen=True)
class Kind:
    """Things that belong together: what they are, why we have them, who sees them and until when. `erased` says what is
    left of them; `of_participants` that somebody who registered may have some."""

    key: str
    what: str
    why: str
    seen_by: str
    term: Term
    erased: str
    columns: tuple[Column, ...]
    of_participants: bool = True


GOES, EMPTIED, REPLACED, COUNTED, STAYS, CHOSEN, ASKED = Fate
PLAIN, TITLE, RAW, NOT = Shown

REGISTRATIONS = Term(Since.DAY, 365)
NEEDS = Term(Since.DAY, NEEDS_KEPT.days)
MAILS = Term(Since.DAY, 90)
MAILS_OF_NO_EDITION = Term(Since.MADE, 90)
DRAFTS = Term(Since.DAY, 90)
FORMS = Term(Since.MADE, 1)
TRIES = Term(Since.MADE, 1)
TASKS = Term(Since.MADE, 30)
LAST_MAILS = Term(Since.MADE, 7)
UNTIL_ASKED = Term(Since.ASKED)
AS_LONG_AS_THE_EDITION = Term(Since.NEVER)

ID = N_("number of the row")
WHOSE = N_("whose it is")
ORGANISERS = N_("You and the organisers.")
ONLY_ORGANISERS = N_("The organisers and the people who look after this site.")
NOBODY = N_("Nobody looks at it: the site needs it to work.")
GONE = N_("It is removed.")

KINDS: tuple[Kind, ...] = (
    Kind(
        "contact",
        N_("Your name and e-mail address"),
        N_("To register you, and to send you your confirmation, your link and your place in the breakouts."),
        ORGANISERS,
        REGISTRATIONS,
        GONE,
        (
            Column("registration.name", N_("name"), EMPTIED),
            Column("registration.email", N_("e-mail address"), EMPTIED),
            Column("registration.email_key", N_("the address as we compare it"), REPLACED, NOT),
            Column("registration.guest_number", N_("which of the people at this address"), STAYS),
            Column("registration.locale", N_("language of your mails"), STAYS),
        ),
    ),
    Kind(
        "perspective",
        N_("Your perspective and your organisation, if you fill them in"),
        N_("To bring different people together in every breakout. You may leave them empty."),
        N_(
            "You and the organisers. Your perspective stands beside a card of yours only if at least five people share "
            "it."
        ),
        REGISTRATIONS,
        N_("Your organisation is removed. If you took part, your perspective stays as one in a count."),
        (
            Column("registration.perspective", N_("perspective"), COUNTED),
            Column("registration.organisation", N_("organisation"), EMPTIED),
        ),
    ),
    Kind(
        "registration",
        N_("That you registered"),
        N_("To know who comes, who waits for a place, and how many people took part."),
        ORGANISERS,
        REGISTRATIONS,
        N_("One in a count stays, with the day on which somebody registered. Nothing in it points at you."),
        (
            Column("registration.id", ID, STAYS, NOT),
            Column("registration.public_id", N_("your code for the draw, and part of your link"), REPLACED),
            Column("registration.edition_id", N_("symposium"), STAYS, TITLE),
            Column("registration.state", N_("state"), REPLACED),
            Column("registration.created_at", N_("registered on"), REPLACED),
            Column("registration.waiting_since", N_("on the waiting list since"), EMPTIED),
            Column("registration.cancelled_at", N_("cancelled on"), STAYS),
            Column("registration.link_version", N_("how many links of yours there were"), STAYS),
            Column("registration.feed_version", N_("how many calendar links of yours there were"), STAYS),
        ),
    ),
    Kind(
        "forms",
        N_("The form as you sent it"),
        N_("So that sending it twice does nothing more, and you can mend a wrong address."),
        NOBODY,
        FORMS,
        GONE,
        (
            Column("sent_form.id", ID, GOES, NOT),
            Column("sent_form.edition_id", N_("symposium"), GOES, NOT),
            Column("sent_form.token", N_("number of the form"), GOES, NOT),
            Column("sent_form.registration_id", WHOSE, GOES, NOT),
            Column("sent_form.answers", N_("what you filled in"), GOES, RAW),
            Column("sent_form.sent_at", N_("sent on"), GOES),
        ),
    ),
    Kind(
        "remark",
        N_("What organisers noted at your registration"),
        N_("To remember what you told them, for example by phone."),
        ORGANISERS,
        REGISTRATIONS,
        GONE,
        (Column("registration.remark", N_("note"), EMPTIED),),
    ),
    Kind(
        "choices",
        N_("Your choices"),
        N_("To divide everyone fairly over the breakouts."),
        ORGANISERS,
        REGISTRATIONS,
        GONE,
        (
            Column("registration.ranked_at", N_("you chose on"), EMPTIED),
            Column("preference.id", ID, GOES, NOT),
            Column("preference.registration_id", WHOSE, GOES, NOT),
            Column("preference.rank", N_("choice"), GOES),
            Column("preference.breakout_id", N_("breakout"), GOES, TITLE),
            Column("round_absence.id", ID, GOES, NOT),
            Column("round_absence.registration_id", WHOSE, GOES, NOT),
            Column("round_absence.round_id", N_("you leave out"), GOES, TITLE),
        ),
    ),
    Kind(
        "places",
        N_("Your places in the breakouts"),
        N_("To know where you are expected, and to tell you why you have the place that you have."),
        ORGANISERS,
        REGISTRATIONS,
        N_("How many people had a place stays, and which choice of theirs it was. Offers of a place are removed."),
        (
            Column("placement.id", ID, STAYS, NOT),
            Column("placement.registration_id", WHOSE, STAYS, NOT),
            Column("placement.plan_id", N_("plan"), STAYS, TITLE),
            Column("placement.round_id", N_("round"), STAYS, TITLE),
            Column("placement.slot_id", N_("breakout"), STAYS, TITLE),
            Column("placement.source", N_("how you got it"), STAYS),
            Column("placement.locked", N_("stays where it is"), STAYS),
            Column("placement.why", N_("why, in the words of the computer"), STAYS, RAW),
            Column("offer.id", ID, GOES, NOT),
            Column("offer.registration_id", WHOSE, GOES, NOT),
            Column("offer.kind", N_("a place in"), GOES),
            Column("offer.slot_id", N_("breakout"), GOES, TITLE),
            Column("offer.state", N_("what became of the offer"), GOES),
            Column("offer.created_at", N_("offered on"), GOES),
            Column("offer.expires_at", N_("answer until"), GOES),
            Column("offer.answered_at", N_("answered on"), GOES),
        ),
    ),
    Kind(
        "needs",
        N_("What you need to take part, if you tell us"),
        N_("To arrange it. We ask your consent for it, because it may say something about your health."),
        ORGANISERS,
        NEEDS,
        GONE,
        (
            Column("need.id", ID, GOES, NOT),
            Column("need.registration_id", WHOSE, GOES, NOT),
            Column("need.text", N_("what you need"), GOES),
            Column("need.created_at", N_("told on"), GOES),
            Column("need.arranged_at", N_("arranged on"), GOES),
            Column("need.delete_after", N_("removed after"), GOES),
        ),
    ),
    Kind(
        "pairs",
        N_("With whom you are together, or not"),
        N_("To keep you with your buddy or interpreter, or apart from somebody."),
        ORGANISERS,
        REGISTRATIONS,
        GONE,
        (
            Column("pair.id", ID, GOES, NOT),
            Column("pair.first_id", WHOSE, GOES, NOT),
            Column("pair.second_id", WHOSE, GOES, NOT),
            Column("pair.kind", N_("together or apart"), GOES),
        ),
    ),
    Kind(
        "consents",
        N_("What you agreed to"),
        N_("To be able to show that you agreed, to which words, and when you took it back."),
        ORGANISERS,
        REGISTRATIONS,
        N_("It is removed. A card that stays without you gets a consent for exactly that."),
        (
            Column("consent.id", ID, GOES, NOT),
            Column("consent.registration_id", WHOSE, GOES, NOT),
            Column("consent.card_id", N_("which card"), GOES, NOT),
            Column("consent.response_id", N_("which response"), GOES, NOT),
            Column("consent.person_id", WHOSE, GOES, NOT),
            Column("consent.appearance_id", N_("which part of the programme"), GOES, NOT),
            Column("consent.purpose", N_("for what"), GOES),
            Column("consent.text_version", N_("which words"), GOES),
            Column("consent.given_at", N_("agreed on"), GOES),
            Column("consent.withdrawn_at", N_("taken back on"), GOES),
        ),
    ),
    Kind(
        "calendar",
        N_("What your calendar was told"),
        N_("To change the day in your calendar when the programme changes, and to take it out when you cancel."),
        NOBODY,
        REGISTRATIONS,
        N_("It is removed. If the day is still to come, our last mail takes it out of your calendar."),
        (
            Column("calendar_object.id", ID, GOES, NOT),
            Column("calendar_object.registration_id", WHOSE, GOES, NOT),
            Column("calendar_object.person_id", WHOSE, GOES, NOT),
            Column("calendar_object.edition_id", N_("symposium"), GOES, NOT),
            Column("calendar_object.uid", N_("name of the entry in your calendar"), GOES),
            Column("calendar_object.sequence", N_("version of the entry"), GOES),
            Column("calendar_object.method", N_("invitation or cancellation"), GOES),
            Column("calendar_object.digest", N_("fingerprint of what it says"), GOES, NOT),
            Column("calendar_object.frame", N_("title and times that it says"), GOES, RAW),
            Column("calendar_object.told_at", N_("last told on"), GOES),
            Column("calendar_object.due_at", N_("to be looked at since"), GOES, NOT),
        ),
    ),
    Kind(
        "mails",
        N_("The mails that we sent you"),
        N_("To see if a mail has arrived, and to help you when it has not."),
        ORGANISERS,
        MAILS,
        N_("That a mail was sent stays as one in a count. Its words, your name and your address are removed."),
        (
            Column("outgoing_mail.id", ID, STAYS, NOT),
            Column("outgoing_mail.key", N_("what makes that nothing is sent twice"), REPLACED, NOT),
            Column("outgoing_mail.edition_id", N_("symposium"), STAYS, NOT),
            Column("outgoing_mail.registration_id", WHOSE, EMPTIED, NOT),
            Column("outgoing_mail.user_id", WHOSE, EMPTIED, NOT),
            Column("outgoing_mail.kind", N_("kind of mail"), STAYS, RAW),
            Column("outgoing_mail.locale", N_("language"), STAYS, NOT),
            Column("outgoing_mail.sender_name", N_("from whom"), STAYS),
            Column("outgoing_mail.sender_email", N_("from which address"), STAYS, NOT),
            Column("outgoing_mail.reply_to", N_("who reads the answers"), STAYS, NOT),
            Column("outgoing_mail.to_name", N_("to whom"), EMPTIED),
            Column("outgoing_mail.to_email", N_("to which address"), EMPTIED),
            Column("outgoing_mail.subject", N_("subject"), EMPTIED),
            Column("outgoing_mail.text", N_("what it said"), EMPTIED),
            Column("outgoing_mail.html", N_("the same with its layout"), EMPTIED, NOT),
            Column("outgoing_mail.ics", N_("the same for your calendar"), EMPTIED, RAW),
            Column("outgoing_mail.method", N_("what it did in your calendar"), STAYS, RAW),
            Column("outgoing_mail.link_kind", N_("whose link was in it"), EMPTIED, NOT),
            Column("outgoing_mail.link_public_id", N_("whose link was in it"), EMPTIED, NOT),
            Column("outgoing_mail.link_version", N_("whose link was in it"), EMPTIED, NOT),
            Column("outgoing_mail.secret", N_("forgotten once it is sent"), STAYS, NOT),
            Column("outgoing_mail.last", N_("the last mail to somebody"), STAYS, NOT),
            Column("outgoing_mail.message_id", N_("name of the mail on its way"), REPLACED, NOT),
            Column("outgoing_mail.state", N_("state"), STAYS),
            Column("outgoing_mail.tries", N_("times tried"), STAYS, NOT),
            Column("outgoing_mail.created_at", N_("made on"), STAYS),
            Column("outgoing_mail.next_at", N_("next try"), EMPTIED, NOT),
            Column("outgoing_mail.tried_at", N_("last try"), STAYS, NOT),
            Column("outgoing_mail.sent_at", N_("sent on"), STAYS),
            Column("outgoing_mail.reason", N_("why it did not arrive"), STAYS, RAW),
            Column("outgoing_mail.error", N_("what the mail server said"), EMPTIED),
            Column("letter.recipients", N_("numbers of whom organisers wrote a letter to"), STAYS, NOT),
        ),
    ),
    Kind(
        "cards",
        N_("The cards that you write"),
        N_(
            "To let others learn from you. We ask your consent for each card, and you choose how you want to appear on "
            "it."
        ),
        N_("First the organisers. After that everyone, or only participants: you choose."),
        UNTIL_ASKED,
        N_("You choose: they are removed, or they stay without you."),
        (
            Column("card.id", ID, STAYS, NOT),
            Column("card.public_id", N_("address of your own page about it"), STAYS, NOT),
            Column("card.edition_id", N_("symposium"), STAYS, NOT),
            Column("card.number", N_("number"), STAYS),
            Column("card.slot_id", N_("breakout"), CHOSEN, TITLE),
            Column("card.author_id", WHOSE, EMPTIED, NOT),
            Column("card.author_name", N_("the name on it"), EMPTIED),
            Column("card.kind", N_("kind"), STAYS),
            Column("card.text", N_("what it says"), CHOSEN),
            Column("card.how", N_("how it was done"), CHOSEN),
            Column("card.conditions", N_("what it is about"), CHOSEN),
            Column("card.perspective", N_("perspective"), EMPTIED),
            Column("card.show", N_("how you want to appear"), CHOSEN),
            Column("card.state", N_("state"), CHOSEN),
            Column("card.created_at", N_("written on"), STAYS),
            Column("card.published_at", N_("published on"), STAYS),
            Column("card.version", N_("how often it changed"), STAYS, NOT),
            Column("card.link", N_("where one can read more"), CHOSEN),
            Column("card.link_version", N_("how many links to it there were"), STAYS, NOT),
            Column("search_entry.id", ID, CHOSEN, NOT),
            Column("search_entry.edition_id", N_("symposium"), CHOSEN, NOT),
            Column("search_entry.what", N_("kind"), CHOSEN, NOT),
            Column("search_entry.number", N_("number"), CHOSEN, NOT),
            Column("search_use.id", ID, CHOSEN, NOT),
            Column("search_use.word", N_("a word in it, by which everyone can find it"), CHOSEN, NOT),
            Column("search_use.entry_id", WHOSE, CHOSEN, NOT),
            Column("search_use.weight", N_("how often it says that word"), CHOSEN, NOT),
            Column("search_key.id", ID, CHOSEN, NOT),
            Column("search_key.key", N_("three letters of that word"), CHOSEN, NOT),
            Column("search_key.word", N_("a word in it, by which everyone can find it"), CHOSEN, NOT),
        ),
    ),
    Kind(
        "responses",
        N_("What you say to cards of others"),
        N_("To let others learn from it. For words we ask your consent, and you choose how you want to appear."),
        N_(
            "First the organisers. After that everyone, or only participants: you choose. Who recognises a card is "
            "only counted. Who reports one stays with the organisers."
        ),
        UNTIL_ASKED,
        N_("Your words go or stay with your cards, as you choose. That you recognised or reported a card is removed."),
        (
            Column("response.id", ID, STAYS, NOT),
            Column("response.public_id", N_("address of your own page about it"), STAYS, NOT),
            Column("response.card_id", N_("which card"), STAYS, NOT),
            Column("response.author_id", WHOSE, EMPTIED, NOT),
            Column("response.author_name", N_("the name on it"), EMPTIED),
            Column("response.kind", N_("kind"), STAYS),
            Column("response.text", N_("what it says"), CHOSEN),
            Column("response.perspective", N_("perspective"), EMPTIED),
            Column("response.show", N_("how you want to appear"), CHOSEN),
            Column("response.state", N_("state"), CHOSEN),
            Column("response.created_at", N_("written on"), STAYS),
        ),
    ),
    Kind(
        "remarks",
        N_("What you say about the note of a breakout"),
        N_("To make the note better together. You choose whether your name stands with it as one who helped."),
        N_("The note taker and the organisers. Everyone, where your words were taken over into the note, without you."),
        REGISTRATIONS,
        N_("It is removed, and your name with it. Words of yours that are part of the note by then stay in it."),
        (
            Column("remark.id", ID, GOES, NOT),
            Column("remark.registration_id", WHOSE, GOES, NOT),
            Column("remark.note_id", N_("which note"), GOES, NOT),
            Column("remark.kind", N_("kind"), GOES),
            Column("remark.version", N_("number of the version"), GOES, NOT),
            Column("remark.paragraph", N_("the paragraph that it is about"), GOES),
            Column("remark.text", N_("what you said"), GOES),
            Column("remark.proposal", N_("your proposal"), GOES),
            Column("remark.named", N_("whether you want to be named"), GOES),
            Column("remark.state", N_("state"), GOES),
            Column("remark.answer", N_("what the note taker answered"), GOES),
            Column("remark.answered_by_id", N_("who answered"), GOES, NOT),
            Column("remark.answered_at", N_("answered on"), GOES),
            Column("remark.created_at", N_("written on"), GOES),
        ),
    ),
    Kind(
        "speakers",
        N_("Name, role, organisation, introduction, picture and slides of speakers and hosts"),
        N_("To tell everyone who they will meet, where that person agreed to it."),
        N_("Everyone, as far as you agreed to that; the e-mail address and what waits for a nod only the organisers."),
        UNTIL_ASKED,
        N_(
            "It stays until you erase it on the page of what you do. Your part then stays in the programme without you."
        ),
        (
            Column("person.id", ID, ASKED, NOT),
            Column("person.public_id", N_("part of an address"), ASKED, NOT),
            Column("person.slug", N_("address of the page about you"), ASKED),
            Column("person.name", N_("name"), ASKED),
            Column("person.email", N_("e-mail address"), ASKED),
            Column("person.email_key", N_("the address as we compare it"), ASKED, NOT),
            Column("person.locale", N_("language of your mails"), ASKED),
            Column("person.role", N_("role"), ASKED),
            Column("person.organisation", N_("organisation"), ASKED),
            Column("person.bio", N_("introduction"), ASKED),
            Column("person.links", N_("links to pages about you"), ASKED),
            Column("person.wanted", N_("what you changed, and waits for the organisers"), ASKED),
            Column("person.photo_id", N_("your picture"), ASKED, NOT),
            Column("person.new_photo_id", N_("your new picture"), ASKED, NOT),
            Column("person.invited_at", N_("asked to write something on"), ASKED),
            Column("person.written_at", N_("wrote something on"), ASKED),
            Column("person.state", N_("state"), ASKED),
            Column("person.link_version", N_("how many links of yours there were"), ASKED, NOT),
            Column("appearance.id", ID, ASKED, NOT),
            Column("appearance.person_id", WHOSE, ASKED, NOT),
            Column("appearance.item_id", N_("part of the programme"), ASKED, TITLE),
            Column("appearance.slot_id", N_("breakout"), ASKED, TITLE),
            Column("appearance.role", N_("what you do there"), ASKED),
            Column("appearance.state", N_("state"), ASKED),
            Column("appearance.position", N_("order"), ASKED, NOT),
            Column("photo.id", ID, ASKED, NOT),
            Column("photo.sha", N_("fingerprint of your picture"), ASKED, NOT),
            Column("photo.alt", N_("what your picture shows"), ASKED),
            Column("photo.large_id", N_("the large size of your picture"), ASKED, NOT),
            Column("photo.small_id", N_("the small size of your picture"), ASKED, NOT),
            Column("slides.id", ID, ASKED, NOT),
            Column("slides.appearance_id", WHOSE, ASKED, NOT),
            Column("slides.file_id", N_("the file of your slides"), ASKED, NOT),
        ),
    ),
    Kind(
        "pictures",
        N_("Pictures that stand with the news, and the name of who made them"),
        N_("To show what the news is about. Whoever can be recognised was asked first."),
        N_("Everyone, as long as the news is public."),
        UNTIL_ASKED,
        N_("It stays until you ask the organisers to take it away. Then it is gone at once."),
        (
            Column("picture.id", ID, ASKED, NOT),
            Column("picture.article_id", N_("which article"), ASKED, NOT),
            Column("picture.sha", N_("fingerprint of the picture"), ASKED, NOT),
            Column("picture.alt", N_("what the picture shows"), ASKED, NOT),
            Column("picture.credit", N_("who made it"), ASKED, NOT),
            Column("picture.width", N_("how wide it is"), ASKED, NOT),
            Column("picture.height", N_("how high it is"), ASKED, NOT),
            Column("picture.large_id", N_("the large size of the picture"), ASKED, NOT),
            Column("picture.small_id", N_("the small size of the picture"), ASKED, NOT),
        ),
        of_participants=False,
    ),
    Kind(
        "notes",
        N_("The notes that you write as a note taker or host"),
        N_("To let others learn from a breakout. Every version is kept, so that nothing of your work is lost."),
        N_("Everyone, once it is published. The older versions: who writes that note, and the organisers."),
        UNTIL_ASKED,
        N_("They stay as the work of the breakout. Ask the organisers to take your name away."),
        (
            Column("note.id", ID, ASKED, NOT),
            Column("note.edition_id", N_("symposium"), ASKED, NOT),
            Column("note.number", N_("number"), ASKED, NOT),
            Column("note.slot_id", N_("breakout"), ASKED, NOT),
            Column("note.state", N_("state"), ASKED, NOT),
            Column("note.pen_id", N_("who writes now"), ASKED, NOT),
            Column("note.created_at", N_("begun on"), ASKED, NOT),
            Column("note.sent_at", N_("sent on"), ASKED, NOT),
            Column("note.published_at", N_("published on"), ASKED, NOT),
            Column("note_version.id", ID, ASKED, NOT),
            Column("note_version.note_id", N_("which note"), ASKED, NOT),
            Column("note_version.number", N_("number of the version"), ASKED),
            Column("note_version.author_id", N_("who wrote it"), ASKED, NOT),
            Column("note_version.text", N_("what it says"), ASKED),
            Column("note_version.based_on", N_("what it was begun from"), ASKED, NOT),
            Column("note_version.aside", N_("kept beside the one that counts"), ASKED, NOT),
            Column("note_version.by_itself", N_("saved without a button"), ASKED, NOT),
            Column("note_version.saves", N_("how often it changed"), ASKED, NOT),
            Column("note_version.taken_from_id", N_("which proposal is in it"), ASKED, NOT),
            Column("note_version.created_at", N_("written on"), ASKED),
            Column("note_version.saved_at", N_("saved on"), ASKED, NOT),
        ),
    ),
    Kind(
        "log",
        N_("A list of what was done"),
        N_("To find out later what went wrong, and who did what. It holds numbers and no names."),
        ONLY_ORGANISERS,
        AS_LONG_AS_THE_EDITION,
        N_("It stays. It holds only the number of a registration in which there is nobody any more."),
        (
            Column("audit_entry.id", ID, STAYS, NOT),
            Column("audit_entry.at", N_("when"), STAYS),
            Column("audit_entry.edition_id", N_("symposium"), STAYS, NOT),
            Column("audit_entry.actor", N_("number of who did it"), STAYS, NOT),
            Column("audit_entry.verb", N_("what was done"), STAYS),
            Column("audit_entry.ids", N_("numbers of what it was done to"), STAYS, NOT),
            Column("schedule_change.actor", N_("number of who did it"), STAYS, NOT),
            Column("schedule_change.rows", N_("what it was before, with numbers of speakers"), STAYS, NOT),
            Column("mail_pause.actor", N_("number of who did it"), STAYS, NOT),
            Column("letter.actor", N_("number of who wrote it"), STAYS, NOT),
        ),
    ),
    Kind(
        "accounts",
        N_("The account of organisers"),
        N_("To let only them in, and to know who may do what."),
        ONLY_ORGANISERS,
        UNTIL_ASKED,
        N_("It stays as long as they organise. Who looks after this site takes it away."),
        (
            Column("user.id", ID, ASKED, NOT),
            Column("user.email", N_("e-mail address"), ASKED, NOT),
            Column("user.name", N_("name"), ASKED, NOT),
            Column("user.password", N_("fingerprint of the password"), ASKED, NOT),
            Column("user.active", N_("may sign in"), ASKED, NOT),
            Column("user.fs_uniquifier", N_("what ends their login sessions"), ASKED, NOT),
            Column("user.is_admin", N_("may make editions"), ASKED, NOT),
            Column("user.created_at", N_("made on"), ASKED, NOT),
            Column("membership.id", ID, ASKED, NOT),
            Column("membership.user_id", WHOSE, ASKED, NOT),
            Column("membership.edition_id", N_("symposium"), ASKED, NOT),
            Column("membership.role", N_("what they may do there"), ASKED, NOT),
            Column("edition.helpdesk_email", N_("address of the helpdesk"), ASKED, NOT),
            Column("edition.helpdesk_phone", N_("phone of the helpdesk"), ASKED, NOT),
            Column("edition.sender_name", N_("from whom the mails are"), ASKED, NOT),
        ),
        of_participants=False,
    ),
    Kind(
        "tries",
        N_("Failed tries to sign in as an organiser"),
        N_("To stop who guesses passwords."),
        NOBODY,
        TRIES,
        GONE,
        (
            Column("sign_in_attempt.id", ID, GOES, NOT),
            Column("sign_in_attempt.subject", N_("fingerprint of an address or of a connection"), GOES, NOT),
            Column("sign_in_attempt.at", N_("when"), GOES, NOT),
        ),
        of_participants=False,
    ),
    Kind(
        "lists",
        N_("Lists that organisers make, and long tasks"),
        N_("To work with on the day, and to see how far a task is."),
        ONLY_ORGANISERS,
        TASKS,
        N_("Lists of your symposium are removed: organisers make them anew, without you."),
        (
            Column("file.id", ID, GOES, NOT),
            Column("file.public_id", N_("part of an address"), GOES, NOT),
            Column("file.edition_id", N_("symposium"), GOES, NOT),
            Column("file.name", N_("name of the file"), GOES, NOT),
            Column("file.type", N_("kind of file"), GOES, NOT),
            Column("file.sha256", N_("fingerprint of the file"), GOES, NOT),
            Column("file.bytes", N_("what is in it"), GOES, NOT),
            Column("file.created_at", N_("made on"), GOES, NOT),
            Column("file.keep_until", N_("removed after"), GOES, NOT),
            Column("job.args", N_("what was asked"), EMPTIED, NOT),
            Column("job.result", N_("what came out"), EMPTIED, NOT),
        ),
        of_participants=False,
    ),
    Kind(
        "erasures",
        N_("That somebody was erased"),
        N_("So that an old backup that is put back erases them again."),
        NOBODY,
        AS_LONG_AS_THE_EDITION,
        N_("It stays. It is a fingerprint from which nobody can tell who it was."),
        (
            Column("erasure.id", ID, STAYS, NOT),
            Column("erasure.public_id_hash", N_("fingerprint of a code that is gone"), STAYS, NOT),
            Column("erasure.cards_kept", N_("whether the cards stayed"), STAYS, NOT),
            Column("erasure.at", N_("when"), STAYS, NOT),
        ),
        of_participants=False,
    ),
)  # fmt: skip

COLUMNS: dict[str, Column] = {column.at: column for kind in KINDS for column in kind.columns}

NOT_ABOUT_PEOPLE = {
    "article": "id edition_id slug kind state title text link published_at changed_at",
    "breakout": "id edition_id position uid slug title abstract conditions capacity minimum may_cancel",
    "edition": """id slug title theme lead about starts_at ends_at state registration_opens_at registration_closes_at
        moved_from ranking_closes_at needs_until capacity lot_seed cards_open licence is_demo version changed_at
         input_stamp places_frozen_at notes_due_at profiles_until sound_test_url dial_in recording preview_id
         archived_at""",
    "job": "id key name state progress tries created_at lease_until",
    "letter": "id edition_id once state whom subject text held created_at sent_at",
    "mail_moment": "id edition_id kind day at went_at",
    "mail_pause": "id edition_id since",
    "mail_text": "id edition_id kind locale subject opening closing changed_at",
    "plan": """id edition_id number base_id state settings input_stamp status levels explanation solver seed created_at
        published_at told version""",
    "publication": "id edition_id number title text url year conditions",
    "programme_item": "id round_id uid slug title text starts_at ends_at counts_as_learning meeting_url",
    "round": "id edition_id position kind title starts_at ends_at",
    "schedule_change": "id edition_id at verb undone_at told_at",
    "slot": "id breakout_id round_id uid meeting_url state",
}
"""By table what says nothing about anybody."""


def fate(table: str, which: Fate) -> list[str]:
    """The columns of a table that erasure treats in this way."""
    return [column.name for column in COLUMNS.values() if column.table == table and column.fate == which]
