"""The forms of the sign-in pages: what the sign-in library asks of them, in our words."""

from __future__ import annotations

import secrets
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, HiddenField, PasswordField, ValidationError

from werkplaats.accounts import passwords, queries
from werkplaats.accounts.models import User
from werkplaats.web.forms import Form


class SignInForm(Form):
    """Says the same, after the same work, whether the address is unknown or the password wrong."""

    email = EmailField(_l("Mail address"))
    password = PasswordField(_l("Password"))
    next = HiddenField()
    user: User | None = None
    requires_confirmation = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.next.data = self.next.data or request.args.get("next", "")

    def validate_email(self, field: EmailField) -> None:
        if not field.data:
            raise ValidationError(_("Fill in your mail address."))

    def validate_password(self, field: PasswordField) -> None:
        if not field.data:
            raise ValidationError(_("Fill in your password."))

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        user = queries.by_email(self.email.data or "")
        if not passwords.belongs_to(user, self.password.data or ""):
            self.form_errors.append(_("This mail address and this password do not belong together. Try it again."))
            return False
        self.user = user
        return True


class ForgottenForm(Form):
    """Is content with any address: a stranger's goes the same way, and only the mail is missing at the end."""

    email = EmailField(_l("Mail address"))
    user: User | None = None
    requires_confirmation = False

    def validate_email(self, field: EmailField) -> None:
        if "@" not in (field.data or ""):
            raise ValidationError(_("Fill in your mail address, like name@example.org."))

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        user = queries.by_email(self.email.data or "")
        self.user = user if user is not None and user.active else _stranger(self.email.data or "")
        return True


class NewPasswordForm(Form):
    """One field is enough: who makes a typing mistake asks for a new link."""

    password = PasswordField(_l("New password"))
    user: User | None = None

    def validate_password(self, field: PasswordField) -> None:
        given = field.data or ""
        if len(given) < passwords.SHORTEST:
            raise ValidationError(_("Choose a password of at least %(number)s characters.", number=passwords.SHORTEST))
        if len(given) > passwords.LONGEST:
            raise ValidationError(_("Choose a password of at most %(number)s characters.", number=passwords.LONGEST))
        if self.user is not None and self.user.email in given.casefold():
            raise ValidationError(_("Choose a password without your mail address in it."))


def _stranger(email: str) -> User:
    """Somebody who is in no table, for whom everything is done but the sending."""
    return User(email=email, name="", password=secrets.token_hex(48), active=True, fs_uniquifier=secrets.token_hex(16))
