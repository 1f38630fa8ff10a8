"""The forms of notes: the text itself, what a reader says of a paragraph, what the note taker answers, the deadline."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, TextAreaField, ValidationError
from wtforms.validators import DataRequired

from werkplaats.editions.models import Edition
from werkplaats.notes.note.actions import Deadline, deadline_of
from werkplaats.notes.note.markdown import Block
from werkplaats.notes.note.models import RemarkKind
from werkplaats.notes.note.review import Said
from werkplaats.web.fields import MomentField
from werkplaats.web.forms import Form, at_most, one_kind_of_line_end
from werkplaats.web.stale import mark

MOST_OF_A_NOTE = 50_000
MOST_OF_A_PARAGRAPH = 6_000
MOST_OF_A_REMARK = 2_000


class NoteForm(Form):
    """`seen` is the stamp of the text that the writer began from; `take` says that they take the pen with it."""

    seen = HiddenField()
    take = HiddenField()
    text = TextAreaField(_l("Text of the note"), filters=[one_kind_of_line_end], validators=[at_most(MOST_OF_A_NOTE)])


class RemarkForm(Form):
    """`whose` is the public id of whom the page was made for, `version` the one whose paragraph stands there."""

    whose = HiddenField()
    version = HiddenField()
    text = TextAreaField(
        _l("What do you want to say about it?"),
        filters=[one_kind_of_line_end],
        validators=[at_most(MOST_OF_A_REMARK)],
    )
    proposal = TextAreaField(
        _l("This is how I would write it"),
        filters=[one_kind_of_line_end],
        validators=[at_most(MOST_OF_A_PARAGRAPH)],
    )
    named = BooleanField(_l("My name may stand with the note as one who helped. I can take that back at any time."))

    def validate_text(self, field: TextAreaField) -> None:
        """Something has to be said, in one field or the other."""
        if not field.data and not self._proposes:
            raise ValidationError(_("Write what you want to say, or change the text of the paragraph below."))

    def said(self, paragraph: Block, version: int) -> Said:
        proposal = (self.proposal.data or "") if self._proposes else ""
        kind = RemarkKind.PROPOSAL if proposal else RemarkKind.COMMENT
        return Said(kind, version, paragraph.source, self.text.data or "", proposal)

    def about(self, paragraph: Block) -> None:
        """Which paragraph it is about: a proposal equal to it proposes nothing."""
        self._now = paragraph.source.strip()

    _now = ""

    @property
    def _proposes(self) -> bool:
        return bool(self.proposal.data) and self.proposal.data != self._now


class AnswerForm(Form):
    answer = TextAreaField(
        _l("Your answer"),
        filters=[one_kind_of_line_end],
        validators=[DataRequired(_l("Write what you did with it, or why not.")), at_most(MOST_OF_A_REMARK)],
    )


class DeadlineForm(Form):
    seen = HiddenField()
    at = MomentField(_l("Notes are ready before"))

    @classmethod
    def of(cls, edition: Edition) -> DeadlineForm:
        now = deadline_of(edition)
        return cls(data={"at": now.at, "seen": mark(now)})

    def wanted(self) -> Deadline:
        return Deadline(self.at.data)
