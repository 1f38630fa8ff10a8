"""What `flask` starts: the application with the operator's commands, which the web processes never load."""

from click import ClickException

from werkplaats.accounts.cli import organiser
from werkplaats.application import create_app
from werkplaats.breakouts.cli import assign
from werkplaats.demo.cli import demo
from werkplaats.errors import ConfigError
from werkplaats.mail.cli import mail
from werkplaats.operate.cli import backup, in_plain_words, migrate, new_migration, restore
from werkplaats.privacy.cli import privacy

COMMANDS = (migrate, new_migration, backup, restore, organiser, mail, assign, privacy, demo)

try:
    app = create_app()
except ConfigError as error:
    raise ClickException(str(error)) from None
for command in COMMANDS:
    app.cli.add_command(in_plain_words(command))
