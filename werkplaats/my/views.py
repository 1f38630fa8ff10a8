"""A participant's own pages. None of them may be kept by a cache, and none changes anything on GET."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from werkplaats import consent, links
from werkplaats.breakouts import explain_words, seats
from werkplaats.breakouts import queries as breakouts
from werkplaats.errors import Refused
from werkplaats.invitations import mails
from werkplaats.invitations import queries as invitations
from werkplaats.invitations.day import Programme
from werkplaats.my import feed, queries
from werkplaats.my.refusal import not_possible
from werkplaats.notes import queries as notes
from werkplaats.notes.note import queries as whole_notes
from werkplaats.people import access as people
from werkplaats.people import words as people_words
from werkplaats.people.queries import Task
from werkplaats.programme import queries as programme
from werkplaats.registration import access, actions, words
from werkplaats.registration import queries as registrations
from werkplaats.registration import seats as edition_seats
from werkplaats.registration.access import make_personal, my_registration
from werkplaats.registration.forms import ChangeDetailsForm, ChangeRankingForm, GuestForm, NewAddressForm
from werkplaats.registration.models import Registration, RegistrationState
from werkplaats.registration.seats import WayIn
from werkplaats.registration.steps import NEWSLETTER
from werkplaats.web.forms import check_token
from werkplaats.web.language import sentence
from werkplaats.web.limits import MAILING_LINKS, REGISTERING, limit

bp = Blueprint("my", __name__)
make_personal(bp)
bp.register_error_handler(Refused, not_possible)


@bp.get("/p/<token>")
def enter(token: str) -> BaseResponse | tuple[str, int]:
    """The personal link. It opens the same page as often as it is used, and leaves the address bar at once."""
    registration = access.enter(token)
    person = None if registration else people.enter(token)
    if registration is not None:
        response = redirect(url_for(".overview", lang=registration.locale), 303)
    elif person is not None:
        response = redirect(url_for("my_tasks.overview", lang=person.locale), 303)
    else:
        return render_template("my/link_is_old.html"), 404
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@bp.get("/mijn")
def overview() -> str:
    registration = my_registration()
    edition, places = registration.edition, breakouts.places_of(registration.id)
    titles, tasks = {b.id: b.title for b in programme.breakouts(edition.id)}, registrations.tasks_of(registration)
    held = {task.slot.breakout_id for task in tasks}
    rounds, cards = programme.breakout_rounds(edition.id), notes.cards_of(registration.id)
    return render_template(
        "my/overview.html",
        edition=edition,
        registration=registration,
        why=explain_words.sentences(places, titles, show_interest=not edition.ranking_open),
        plan=breakouts.published_plan(edition.id),
        meetings=queries.meetings(registration),
        offers=seats.offers_of(registration),
        missed_offers=seats.missed_offers_of(registration),
        gaps=seats.gaps(registration),
        ranked=[titles[id] for id in registration.ranking if id in titles and id not in held],
        tasks=tasks,
        role=people_words.role,
        left_out=[round for round in rounds if round.id in registration.absent_rounds],
        number_of_rounds=len(rounds),
        ticket=None if edition.ranking_open else breakouts.ticket(edition, registration.public_id),
        cards=cards,
        heard=notes.heard_of(cards),
        own_words=notes.words_of(registration.id),
        notes_to_read=whole_notes.notes_to_read(registration.id),
        way_in=registrations.way_in(registration),
        held=edition_seats.offer_to(registration),
        number_in_line=edition_seats.number_in_line(registration),
        list_is_over=edition_seats.answer_until(edition.starts_at) is None,
        perspective_words=words.perspective,
        need=registrations.need_of(registration),
        wants_news=NEWSLETTER in consent.standing_for_registration(registration.id),
        feed=links.absolute(url_for(".own_feed", token=access.feed_token(registration))),
        what_you_do=people_words.tasks,
    )


@bp.post("/mijn/wissel/<public_id>")
def choose(public_id: str) -> BaseResponse:
    check_token()
    access.choose(public_id)
    return redirect(url_for(".overview"), 303)


@bp.get("/mijn/meedoen")
def join() -> str:
    registration = my_registration()
    return render_template(
        "my/join.html",
        edition=registration.edition,
        registration=registration,
        meetings=queries.meetings(registration),
        plan=breakouts.published_plan(registration.edition_id),
    )


@bp.get("/mijn/voorkeuren")
def ranking() -> str:
    registration = my_registration()
    tasks = registrations.tasks_of(registration)
    return _ranking_page(registration, tasks, _ranking_form(registration, tasks))


@bp.post("/mijn/voorkeuren")
def change_ranking() -> BaseResponse | str:
    registration = my_registration()
    tasks = registrations.tasks_of(registration)
    form = _ranking_form(registration, tasks)
    if not form.validate():
        return _ranking_page(registration, tasks, form)
    actions.change_ranking(registration.id, form.ranking, form.indifferent.data, form.absent_rounds)
    flash(_("Your choices are saved."))
    return redirect(url_for(".overview"), 303)


def _ranking_form(registration: Registration, tasks: list[Task]) -> ChangeRankingForm:
    edition_id = registration.edition_id
    return ChangeRankingForm(
        programme.breakouts(edition_id), programme.breakout_rounds(edition_id), registration, tasks
    )


def _ranking_page(registration: Registration, tasks: list[Task], form: ChangeRankingForm) -> str:
    return render_template(
        "my/ranking.html",
        edition=registration.edition,
        registration=registration,
        form=form,
        tasks=tasks,
        role=people_words.role,
    )


@bp.get("/mijn/antwoorden")
def details() -> str:
    return _details_page(my_registration(), None)


@bp.post("/mijn/antwoorden")
def change_details() -> BaseResponse | str:
    registration = access.whose(request.form.get("whose"))
    form = _details_form(registration)
    if not form.validate():
        return _details_page(registration, form)
    actions.change_answers(registration.id, form.details())
    flash(_("Your answers are saved."))
    return redirect(url_for(".overview", lang=form.locale.data), 303)


def _details_form(registration: Registration) -> ChangeDetailsForm:
    need = registrations.need_of(registration)
    wants_news = NEWSLETTER in consent.standing_for_registration(registration.id)
    return ChangeDetailsForm(registration, need.text if need else "", wants_news)


def _details_page(registration: Registration, form: ChangeDetailsForm | None) -> str:
    return render_template(
        "my/details.html",
        edition=registration.edition,
        registration=registration,
        form=form or _details_form(registration),
    )


@bp.get("/mijn/adres")
def address() -> str:
    registration = my_registration()
    return _address_page(registration, NewAddressForm(registration))


@bp.post("/mijn/adres")
@limit(MAILING_LINKS)
def ask_for_address() -> BaseResponse | str:
    """The same answer for an address that we know and for one that we do not."""
    registration = access.whose(request.form.get("whose"))
    form = NewAddressForm(registration)
    if not form.validate():
        return _address_page(registration, form)
    actions.ask_for_new_address(registration.id, form.email.data or "")
    flash(_("We have sent a mail to %(email)s. Press the button behind the link in it.", email=form.email.data))
    return redirect(url_for(".overview"), 303)


def _address_page(registration: Registration, form: NewAddressForm) -> str:
    return render_template("my/address.html", edition=registration.edition, registration=registration, form=form)


@bp.get("/mijn/adres/<token>")
def new_address(token: str) -> str | tuple[str, int]:
    """Who opens this reads the mailbox of the new address, and need not be known here."""
    asked = registrations.asked_to_move(token)
    if asked is None:
        return render_template("my/link_is_old.html"), 404
    return render_template("my/new_address.html", token=token, email=asked[1], refused=None)


@bp.post("/mijn/adres/<token>")
def take_address(token: str) -> BaseResponse | str | tuple[str, int]:
    check_token()
    try:
        moved = [registrations.by_id(id) for id in actions.take_address(token)]
    except actions.NoSuchLink:
        return render_template("my/link_is_old.html"), 404
    except Refused as refused:
        return render_template("my/new_address.html", token=token, email=None, refused=sentence(refused)), 409
    for person in [p for p in moved[1:] if access.was_here(p)] + moved[:1]:
        access.let_in(person)
    flash(_("From now on we write to %(email)s. We have sent your new link there.", email=moved[0].email))
    return redirect(url_for(".overview"), 303)


@bp.get("/mijn/iemand-erbij")
def guest() -> str:
    registration = my_registration()
    return _guest_page(registration, _guest_form(registration))


@bp.post("/mijn/iemand-erbij")
@limit(REGISTERING)
def add_guest() -> BaseResponse | str:
    """Somebody without an own address, who shares that of who helps them."""
    registration = access.whose(request.form.get("whose"))
    form = _guest_form(registration)
    if not form.validate():
        return _guest_page(registration, form)
    guest_id = actions.add_guest(registration.id, form.answers(registration.email), form.once.data or "")
    access.let_in(registrations.by_id(guest_id))
    flash(_("%(name)s is registered. The mail comes to your address.", name=form.name.data))
    return redirect(url_for(".overview"), 303)


def _guest_form(helper: Registration) -> GuestForm:
    edition_id = helper.edition_id
    return GuestForm(
        programme.breakouts(edition_id), programme.breakout_rounds(edition_id), data={"whose": helper.public_id}
    )


def _guest_page(helper: Registration, form: GuestForm) -> str:
    return render_template(
        "my/guest.html", edition=helper.edition, registration=helper, form=form, door=registrations.door(helper.edition)
    )


@bp.post("/mijn/mail-mijn-link")
@limit(MAILING_LINKS)
def mail_link() -> BaseResponse:
    registration = my_registration()
    check_token()
    actions.send_link_again(registration.email)
    flash(_("Your link is on its way to %(email)s.", email=registration.email))
    return redirect(url_for(".overview"), 303)


@bp.get("/mijn/agenda.ics")
def calendar() -> Response:
    """The day as a file, for who did not take it from the mail: the same entry, so that it does not double."""
    registration = my_registration()
    kept = invitations.calendar_of(registration.id)
    if kept is None or kept.sequence < 0 or registration.state != RegistrationState.REGISTERED:
        abort(404)
    day = Programme(registration.edition_id).day_of(registration, breakouts.places_of(registration.id))
    body = mails.download(kept, registration, day)
    return Response(
        body, mimetype="text/calendar",
        headers={"Content-Disposition": f'attachment; filename="werkplaats-{registration.edition.slug}.ics"'},
    )  # fmt: skip


@bp.get("/agenda/<token>.ics")
def own_feed(token: str) -> BaseResponse:
    """The day of one person for their calendar program, which asks for it again and again."""
    registration = access.of_feed(token) or abort(404)
    response = make_response(feed.of(registration))
    response.content_type = "text/calendar; charset=utf-8"
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.add_etag()
    return response.make_conditional(request)


@bp.post("/mijn/agendalink")
def renew_feed() -> BaseResponse:
    registration = my_registration()
    check_token()
    actions.renew_feed(registration.id)
    flash(_("You have a new calendar link. The old one does not work any more."))
    return redirect(url_for(".overview"), 303)


@bp.get("/mijn/afzeggen")
def confirm_cancel() -> str:
    registration = my_registration()
    return render_template("my/cancel.html", edition=registration.edition, registration=registration)


@bp.post("/mijn/afzeggen")
def cancel() -> BaseResponse:
    registration = my_registration()
    check_token()
    waited = registration.state == RegistrationState.WAITING
    actions.cancel(registration.id)
    gone = _("You do not take part any longer. We have sent you a mail, and your calendar follows.")
    flash(_("You are no longer on the waiting list.") if waited else gone)
    return redirect(url_for(".overview"), 303)


@bp.post("/mijn/terugkomen")
def come_back() -> BaseResponse:
    registration = my_registration()
    check_token()
    flash(_said_of(actions.come_back(registration.id)))
    return redirect(url_for(".overview"), 303)


def _said_of(way: WayIn) -> str:
    said = {
        WayIn.PLACE: _("Welcome back! You take part. A confirmation is on its way."),
        WayIn.FIRST: _("All places are taken by now. You come first on the waiting list. We have sent you a mail."),
        WayIn.LAST: _("You are on the waiting list. We have sent you a mail."),
        WayIn.NONE: _("Nothing had to change."),
    }
    return str(said[way])


@bp.post("/mijn/sluiten")
def logout() -> BaseResponse:
    check_token()
    access.leave()
    people.leave()
    return redirect(url_for("public.home"), 303)
