"""The mails to staff. The sign-in library says which one and to whom; ours go through the outbox like every mail."""

from __future__ import annotations

import secrets
from typing import Any

from flask import url_for
from flask_babel import get_locale
from flask_security import MailUtil

from werkplaats import audit, links
from werkplaats.accounts.models import User
from werkplaats.mail import outbox
from werkplaats.mail.render import render

RESET = "account_reset"
CHANGED = "account_changed"


class OutboxMail(MailUtil):
    """Queues the library's mails. `template` is the kind of mail; what the library rendered is not used."""

    def send_mail(
        self,
        template: str,
        subject: str,
        recipient: str | tuple[str, str],
        sender: str | tuple[str, str],
        body: str | None,
        html: str | None,
        **values: Any,
    ) -> None:
        queue(template, values["user"], values.get("reset_token"))


def queue(kind: str, user: User, token: str | None) -> None:
    """Render and write for anybody, so that a stranger takes as long; send only to who has an account."""
    locale = str(get_locale() or "nl")
    address = links.absolute(url_for("security.reset_password", token=token)) if token else ""
    asked = links.absolute(url_for("security.forgot_password"))
    rendered = render(kind, locale, name=user.name, email=user.email, address=address, ask_again=asked)
    audit.record(audit.VISITOR, kind.replace("_", "."))
    if user.id is None:
        return
    to = outbox.Recipient(user.name, user.email, locale, user_id=user.id)
    key = f"{kind}:{secrets.token_hex(12)}"
    outbox.queue(key, kind, rendered, to, outbox.Sender("Werkplaats"), secret=token is not None)
