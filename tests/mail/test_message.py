"""What a mail looks like on the wire, read back with the readers of the standard library."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from werkplaats.ical import Address
from werkplaats.mail.message import Letter, build

ICS = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:één\r\n  gevouwen\r\nEND:VCALENDAR\r\n".encode()
LETTER = Letter(
    message_id="<0123456789abcdef0123456789abcdef@example.org>",
    date=datetime(2026, 6, 18, 11, 0, tzinfo=UTC),
    sender=Address("Landelijke Werkplaats", "symposium@example.org"),
    reply_to=Address("Hulp", "hulp@example.org"),
    to=Address("Noor de Wit", "noor@example.org"),
    subject="Je bent aangemeld",
    text="Dag Noor,\n\nJe bent aangemeld.\n",
    html="<p>Dag Noor,</p><p>Je bent aangemeld.</p>",
)
INVITATION = replace(LETTER, ics=ICS, method="REQUEST")
HEADERS = [
    "From",
    "To",
    "Reply-To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "MIME-Version",
    "Content-Type",
]

_words = st.text(
    st.one_of(st.characters(min_codepoint=33, max_codepoint=126), st.characters(exclude_categories=("C", "Z"))),
    min_size=1,
    max_size=30,
)
one_line_texts = st.lists(_words, min_size=1, max_size=12).map(" ".join)
hostile_texts = st.one_of(
    st.text(st.characters(codec=None), max_size=200),
    st.sampled_from(
        (
            "x\r\nBcc: eve@example.org",
            "x\nBcc: eve@example.org",
            "x\rBcc: eve@example.org",
            "x\u2028Bcc: eve@example.org\x85\x0bX: 1",
            "x\r\n\r\n<h1>body</h1>",
            '" <eve@example.org>, "',
            "=?utf-8?q?x=0D=0ABcc:_eve@example.org?=",
            "\\" * 70,
            '"' * 70,
            "w" * 2000,
            "\x00\ud800",
        )
    ),
)


def read(letter: Letter) -> EmailMessage:
    message = message_from_bytes(build(letter), policy=default)
    assert isinstance(message, EmailMessage)
    return message


def parts(message: EmailMessage) -> list[EmailMessage]:
    found = list(message.iter_parts())
    assert all(isinstance(part, EmailMessage) for part in found)
    return found  # type: ignore[return-value]


def decoded(raw: bytes, name: str) -> str:
    """A header as an older, forgiving program reads it."""
    return str(make_header(decode_header(message_from_bytes(raw)[name].replace("\r\n", ""))))


class TestShape:
    def test_an_invitation_stands_inside_the_first_child_and_once_more_as_a_file(self) -> None:
        message = read(INVITATION)
        assert message.get_content_type() == "multipart/mixed"
        alternative, attachment = parts(message)
        assert alternative.get_content_type() == "multipart/alternative"
        plain, html, calendar = parts(alternative)
        assert [part.get_content_type() for part in (plain, html)] == ["text/plain", "text/html"]
        assert calendar.get_content_type() == "text/calendar"
        assert dict(calendar["Content-Type"].params) == {"method": "REQUEST", "charset": "utf-8"}
        assert attachment.get_content_type() == "application/ics"
        assert attachment.get_filename() == "invite.ics"

    def test_both_calendars_are_the_same_bytes(self) -> None:
        alternative, attachment = parts(read(INVITATION))
        calendar = parts(alternative)[2]
        assert calendar.get_payload(decode=True) == attachment.get_payload(decode=True) == ICS
        assert calendar["Content-Transfer-Encoding"] == attachment["Content-Transfer-Encoding"] == "base64"

    def test_cancel_says_so_in_the_mime_part(self) -> None:
        calendar = parts(parts(read(replace(INVITATION, method="CANCEL")))[0])[2]
        assert calendar.get_param("method") == "CANCEL"

    def test_a_mail_without_a_calendar(self) -> None:
        message = read(LETTER)
        assert message.get_content_type() == "multipart/alternative"
        plain, html = parts(message)
        assert plain.get_content().replace("\r\n", "\n") == LETTER.text
        assert html.get_content().strip() == LETTER.html

    def test_headers(self) -> None:
        message = read(LETTER)
        assert list(message.keys()) == HEADERS
        assert message["From"] == "Landelijke Werkplaats <symposium@example.org>"
        assert message["To"] == "Noor de Wit <noor@example.org>"
        assert message["Reply-To"] == "Hulp <hulp@example.org>"
        assert message["Date"].datetime == LETTER.date
        assert message["Message-ID"] == LETTER.message_id
        assert message["Auto-Submitted"] == "auto-generated"

    def test_an_announcement_can_be_ended_with_one_click(self) -> None:
        address = "https://example.org/en/stop/" + "a" * 150
        raw = build(replace(LETTER, list_unsubscribe=address))
        assert f"\r\nList-Unsubscribe: <{address}>\r\n".encode() in raw
        assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw
        assert b"List-Unsubscribe" not in build(LETTER)


class TestOnTheWire:
    @settings(max_examples=150, deadline=None)
    @given(one_line_texts, one_line_texts)
    def test_names_and_subjects_arrive_as_they_were_written(self, subject: str, name: str) -> None:
        raw = build(replace(LETTER, subject=subject, to=Address(name, "noor@example.org")))
        assert decoded(raw, "Subject") == subject
        assert message_from_bytes(raw, policy=default)["Subject"] == subject
        phrase, address = parseaddr(message_from_bytes(raw)["To"].replace("\r\n", ""))
        assert (str(make_header(decode_header(phrase))), address) == (name, "noor@example.org")

    @settings(max_examples=150, deadline=None)
    @given(hostile_texts, hostile_texts)
    def test_hostile_text_adds_no_header_and_no_receiver(self, subject: str, name: str) -> None:
        addresses = {field: Address(name, "noor@example.org") for field in ("sender", "to", "reply_to")}
        letter = replace(LETTER, subject=subject, **addresses)  # type: ignore[arg-type]
        raw = build(letter)
        message = read(letter)
        assert list(message.keys()) == HEADERS
        for header in ("From", "To", "Reply-To"):
            assert [address.addr_spec for address in message[header].addresses] == ["noor@example.org"]
        head = raw.partition(b"\r\n\r\n")[0]
        assert head.isascii()
        assert max(map(len, head.split(b"\r\n"))) <= 100
        assert not set(head.replace(b"\r\n", b"")) & set(range(32))

    @settings(max_examples=150, deadline=None)
    @given(hostile_texts, hostile_texts)
    def test_bodies_are_short_lines_of_ascii(self, text: str, html: str) -> None:
        letter = replace(INVITATION, text=f"a{text}\n.\nFrom b\n", html=html)
        raw = build(letter)
        assert raw.isascii()
        assert max(map(len, raw.split(b"\r\n"))) <= 100
        assert raw.replace(b"\r\n", b"").count(b"\n") == raw.replace(b"\r\n", b"").count(b"\r") == 0
        plain = parts(parts(read(letter))[0])[0].get_content().replace("\r\n", "\n")
        assert plain.endswith("\n.\nFrom b\n")

    @settings(max_examples=100, deadline=None)
    @given(st.lists(one_line_texts, min_size=1, max_size=5).map("\n".join))
    def test_bodies_arrive_as_they_were_written(self, text: str) -> None:
        plain, html = parts(read(replace(LETTER, text=f"{text}\n", html=f"{text}\n")))
        assert plain.get_content().replace("\r\n", "\n") == f"{text}\n"
        assert html.get_content().replace("\r\n", "\n") == f"{text}\n"

    def test_a_domain_with_other_letters_is_written_in_ascii(self) -> None:
        raw = build(replace(LETTER, to=Address("Noor", "noor@straße.example")))
        assert b'To: "Noor" <noor@xn--strae-oqa.example>\r\n' in raw

    def test_a_mailbox_with_other_letters_is_written_as_it_is(self) -> None:
        raw = build(replace(LETTER, to=Address("Zoë", "zoë@example.org")))
        assert " <zoë@example.org>\r\n".encode() in raw


@pytest.mark.parametrize(
    "changes",
    [
        {"message_id": "no-brackets@example.org"},
        {"message_id": "<a@b>\r\nBcc: eve@example.org"},
        {"message_id": "<a@b>\n"},
        {"date": datetime(2026, 6, 18, 11, 0)},
        {"list_unsubscribe": "https://example.org/\r\nBcc: eve@example.org"},
        {"list_unsubscribe": "https://example.org/>,<mailto:eve@example.org"},
        {"list_unsubscribe": "javascript:alert(1)"},
        {"ics": ICS},
        {"method": "REQUEST"},
        {"ics": ICS, "method": "PUBLISH"},
        {"ics": ICS, "method": "REQUEST\r\nX-Evil: 1"},
    ],
)
def test_a_letter_that_no_mail_can_hold_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        replace(LETTER, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "email", ["noor@example.org\r\nBcc: eve@example.org", "noor@example.org>\n", "a@b.org, c@d.org"]
)
def test_an_address_cannot_bring_a_header_along(email: str) -> None:
    with pytest.raises(ValueError):
        Address("Noor", email)
