"""The form to register, and the small ones beside it: the shape of the answers only. Places are counted elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, FieldList, HiddenField, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, Email, Length

from werkplaats import links
from werkplaats.mail.addresses import email_key
from werkplaats.people.queries import Task
from werkplaats.programme.models import Breakout, Round
from werkplaats.registration import words
from werkplaats.registration.models import Perspective, Registration
from werkplaats.registration.steps import Answers, Details
from werkplaats.web.dates import timespan
from werkplaats.web.forms import (
    CheckboxList,
    ChoiceField,
    Form,
    RadioList,
    Tick,
    at_most,
    choices,
    one_kind_of_line_end,
)
from werkplaats.web.language import current_language, text_in

MOST_RANKS = 100
MOST_OF_NEED = 500

NEEDS_VERSION, NEWSLETTER_VERSION = "needs-1", "newsletter-1"
"""Name the sentences of `NeedsForm`; each gets a new name when its sentence gets new words."""

ADDRESS = [
    DataRequired(_l("Write your e-mail address. We send the confirmation there.")),
    Length(
        max=254,
        message=_l("An e-mail address has at most 254 characters. Check if something else came along."),
    ),
    Email(_l("Write your e-mail address with an @ and a dot, for example naam@voorbeeld.nl.")),
]


class Ranks(FieldList):  # type: ignore[type-arg]
    """Looks for the ranks that a form can have: a made-up number would crash, and thousands keep a process busy."""

    def _extract_indices(self, prefix: str, formdata: Any) -> Iterator[int]:
        return (number for number in range(MOST_RANKS) if f"{prefix}-{number}" in formdata)


class RankingForm(Form):
    """One select per rank, blank allowed anywhere; the answers close up in order. And the rounds, all ticked at first.

    `shown` names the rounds that stood on the page: only what one could untick counts as left out.
    """

    rank: FieldList[ChoiceField] = Ranks(ChoiceField())
    indifferent = Tick(_l("It makes no difference to me: every breakout is fine"))
    rounds = CheckboxList(_l("In which rounds do you take part?"), validate_choice=False)
    shown = HiddenField()

    def offer(self, breakouts: Sequence[Breakout], rounds: Sequence[Round], left_out: Collection[int] = ()) -> None:
        """Fill in what there is to choose from; answers that name anything else are dropped or refused.

        `left_out` are the rounds that were left out before.
        """
        self._offer_ranks(breakouts)
        self._offer_rounds(rounds, left_out)

    def _offer_rounds(self, rounds: Sequence[Round], left_out: Collection[int]) -> None:
        """A round that was not on the page when it was filled in is ticked: nobody has left it out."""
        ids, ticked = [str(round.id) for round in rounds], self.rounds.data or ()
        unticked = {str(id) for id in left_out}
        if self.shown.raw_data:
            unticked = {id for id in self.shown.raw_data[0].split() if id not in ticked}
        self.rounds.choices = choices(zip(ids, map(_round, rounds), strict=True))
        self.rounds.data = [id for id in ids if id not in unticked]
        self.shown.data = " ".join(ids)

    def _offer_ranks(self, breakouts: Sequence[Breakout]) -> None:
        """Give every rank its label and the breakouts to choose from; ranks that somebody made up are dropped."""
        offered = choices([("", _("No choice")), *((str(b.id), text_in(b.title)) for b in breakouts)])
        while len(self.rank) < len(breakouts):
            self.rank.append_entry()
        del self.rank.entries[len(breakouts) :]
        for number, entry in enumerate(self.rank, start=1):
            entry.label.text = _("Choice %(number)s", number=number)
            entry.choices = offered

    def validate_rank(self, field: FieldList[ChoiceField]) -> None:
        seen: set[str] = set()
        for entry in field:
            if entry.data and entry.data in seen:
                entry.errors = [_("You chose this breakout twice. Choose each breakout once.")]
                raise ValidationError(entry.errors[0])
            seen.add(entry.data)

    def validate_indifferent(self, field: Tick) -> None:
        if field.data and any(entry.data for entry in self.rank):
            raise ValidationError(
                _("You made a list, and you ticked that it makes no difference. Empty the list or take the tick away.")
            )

    @property
    def ranking(self) -> tuple[int, ...]:
        return tuple(int(entry.data) for entry in self.rank if entry.data)

    @property
    def absent_rounds(self) -> tuple[int, ...]:
        """The rounds that were offered and are not ticked."""
        ids = (id for id, *_rest in self.rounds.iter_choices())
        return tuple(int(id) for id in ids if id not in (self.rounds.data or ()))


class DetailsForm(Form):
    """What someone tells about themselves; what they need, and hearing of the next edition, each with its own tick."""

    name = StringField(
        _l("Name"),
        validators=[
            DataRequired(_l("Write your name, so that we know how to call you.")),
            Length(max=100, message=_l("Make your name shorter: at most 100 characters.")),
        ],
    )
    perspective = ChoiceField(_l("From where do you look at this theme?"))
    organisation = StringField(
        _l("Organisation"),
        validators=[Length(max=150, message=_l("Make this shorter: at most 150 characters."))],
    )
    need = TextAreaField(
        _l("What do you need to take part?"), filters=[one_kind_of_line_end], validators=[at_most(MOST_OF_NEED)]
    )
    need_consent = Tick(
        _l("I agree that you keep this to arrange it. I know that it may tell something about my health.")
    )
    newsletter = Tick(_l("Keep me informed about the next edition"))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        words_of = ((p.value, words.perspective(p)) for p in Perspective)
        self.perspective.choices = choices([("", _("I would rather not say")), *words_of])

    def validate_need_consent(self, field: Tick) -> None:
        if self.need.data and not field.data:
            raise ValidationError(_("Tick the box if we may keep what you need. Or leave it out."))

    def told(self) -> dict[str, Any]:
        """The answers, with the consents as the versions of their sentences."""
        return {
            "name": self.name.data or "",
            "perspective": Perspective(self.perspective.data) if self.perspective.data else None,
            "organisation": self.organisation.data or "",
            "need": self.need.data or "",
            "need_consent": NEEDS_VERSION if self.need.data else "",
            "newsletter": NEWSLETTER_VERSION if self.newsletter.data else "",
        }


class NewPersonForm(RankingForm, DetailsForm):
    """Somebody who is registered. `once` makes that the form sent twice does nothing more."""

    once = HiddenField()

    def __init__(self, breakouts: Sequence[Breakout], rounds: Sequence[Round], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.offer(breakouts, rounds)
        if not links.is_public_id(self.once.data or ""):
            self.renew()

    def renew(self) -> None:
        """Make it another form: what was sent before is left as it is."""
        self.once.data = links.new_public_id()

    def answers(self, email: str) -> Answers:
        return Answers(
            email=email,
            ranking=self.ranking,
            locale=current_language(),
            indifferent=self.indifferent.data,
            absent_rounds=self.absent_rounds,
            **self.told(),
        )


class RegisterForm(NewPersonForm):
    """`website` is for programs that fill in whatever they find: nobody sees it."""

    email = EmailField(_l("E-mail address"), validators=ADDRESS)
    website = StringField(_l("Leave this empty"))

    def validate(self, extra_validators: Any = None) -> bool:
        """A person never loses what they typed because a program of theirs filled in too much."""
        fine = super().validate(extra_validators=extra_validators)
        if self.website.data:
            self.website.data = ""
            self.once.errors = [
                _("Something filled in a field that people do not see. It is empty again. Press the button once more.")
            ]
        return fine and not self.once.errors


class GuestForm(NewPersonForm):
    """Somebody without an own address; `whose` is the public id of who helps them."""

    whose = HiddenField()


class ChangeDetailsForm(DetailsForm):
    """`whose` is the public id of whom the page was made for: a browser may know several people."""

    whose = HiddenField()
    locale = RadioList(_l("In which language do we write to you?"))

    def __init__(self, registration: Registration, need: str, newsletter: bool, **kwargs: Any) -> None:
        now = {name: getattr(registration, name) for name in ("name", "organisation", "locale")}
        known = {"perspective": registration.perspective or "", "need": need, "need_consent": bool(need)}
        data = {**now, **known, "newsletter": newsletter, "whose": registration.public_id}
        super().__init__(data=data, **kwargs)
        self.locale.choices = choices((("nl", "Nederlands"), ("en", "English")))

    def details(self) -> Details:
        return Details(locale=self.locale.data, **self.told())


class NewAddressForm(Form):
    whose = HiddenField()
    email = EmailField(_l("Your new e-mail address"), validators=ADDRESS)

    def __init__(self, registration: Registration, **kwargs: Any) -> None:
        super().__init__(data={"whose": registration.public_id}, **kwargs)
        self.now = registration.email

    def validate_email(self, field: EmailField) -> None:
        if email_key(field.data or "") == email_key(self.now):
            raise ValidationError(_("This is the address that we have already. Write another one."))


class ChangeRankingForm(RankingForm):
    """`tasks` are what this person does in breakouts: they are there already, so there is nothing to choose."""

    def __init__(
        self,
        breakouts: Sequence[Breakout],
        rounds: Sequence[Round],
        registration: Registration,
        tasks: Sequence[Task],
        **kwargs: Any,
    ) -> None:
        held, bound = {task.slot.breakout_id for task in tasks}, {task.slot.round_id for task in tasks}
        free = [round for round in rounds if round.id not in bound]
        ranking = [str(id) for id in registration.ranking if id not in held]
        super().__init__(data={"rank": ranking, "indifferent": registration.is_indifferent}, **kwargs)
        self.offer([breakout for breakout in breakouts if breakout.id not in held], free, registration.absent_rounds)


class MendForm(Form):
    """The right address, instead of the one that was just sent."""

    email = EmailField(_l("The right e-mail address"), validators=ADDRESS)

    def __init__(self, wrong: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.wrong = wrong

    def validate_email(self, field: EmailField) -> None:
        if email_key(field.data or "") == email_key(self.wrong):
            raise ValidationError(_("This is the address that you gave already. Write the right one."))


class LinkAgainForm(Form):
    email = EmailField(_l("E-mail address"), validators=ADDRESS)


def _round(round: Round) -> str:
    return f"{text_in(round.title)} ({timespan(round.starts_at, round.ends_at)})"
