from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from objectives.importing import running, stored
from objectives.importing.limited import read
from objectives.importing.preview import Kind, preview
from objectives.importing.sources.base import SourceError
from objectives.models import ImportMapping, Team

SHOWN = 50


class Command(BaseCommand):
    help = "Bring in objectives from a file; its last words are how many of what kind."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--mapping", metavar="NAME", help="what the columns mean")
        parser.add_argument("--table", type=int, default=1, help="if there are several")
        parser.add_argument("--team", metavar="SLUG", help="for rows that say none")
        parser.add_argument("--quarter", metavar="2014-15-q2", help="the same")
        parser.add_argument("--by", metavar="USERNAME", help="the first administrator")
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would be done"
        )

    def handle(self, *, file, dry_run=False, **options):
        by, at = author(options["by"]), timezone.now()
        import_ = self.begun(file, options, by=by, at=at)
        try:
            found = self.previewed(import_, by=by, at=at)
            if not dry_run:
                running.run(import_, by=by, at=at)
                for note in import_.outcome["notes"]:
                    self.stdout.write(note)
        except ValidationError as refusal:
            import_.delete()
            raise CommandError(" ".join(refusal.messages)) from refusal
        if dry_run:
            import_.delete()
        counts = {kind: count for kind, count in found.counts.items() if count}
        said = ", ".join(f"{count} {kind}" for kind, count in counts.items())
        self.stdout.write(f"{said or 'Nothing'}.")

    def begun(self, file, options, *, by, at):
        try:
            source = read(file.read_bytes(), filename=file.name)
        except (SourceError, OSError) as error:
            raise CommandError(f"{file}: nothing was imported. {error}") from error
        team = found_team(options["team"])
        quarter = options["quarter"] or ""
        import_ = stored.begin(
            source, name=file.name, by=by, at=at, team=team, quarter=quarter
        )
        try:
            stored.choose_table(import_, source, options["table"] - 1)
        except ValidationError as refusal:
            import_.delete()
            words = f"{file} has {len(source.tables)} tables. Choose one: --table 1"
            raise CommandError(words) from refusal
        if options["mapping"]:
            self.take_mapping(import_, source, options)
        return import_

    def take_mapping(self, import_, source, options):
        kept = ImportMapping.objects.named(options["mapping"]).first()
        table = source.tables[options["table"] - 1]
        mapping = kept and stored.Mapping.from_json(kept.columns).fitted(table)
        if mapping is None:
            import_.delete()
            words = "does not fit these columns" if kept else "is not there"
            raise CommandError(f"The mapping “{options['mapping']}” {words}.")
        import_.choose(mapping=mapping.to_json())

    def previewed(self, import_, *, by, at):
        running.check_run(import_)
        found = preview(
            stored.table_of(import_),
            stored.mapping_of(import_),
            stored.choices_of(import_),
            by=by,
            at=at,
        )
        refused = found.of_kind(Kind.REFUSED)
        for row in refused[:SHOWN]:
            self.stderr.write(f"Line {row.line}: {row.why}")
        if refused:
            count = len(refused)
            words = f"Rows that cannot come in: {count}. Nothing was imported."
            raise ValidationError(words, code="refused")
        return found


def author(username):
    users = get_user_model().objects.filter(is_active=True).order_by("pk")
    if username:
        found = users.filter(username=username).first()
        if found is None:
            raise CommandError(f"There is no account “{username}”.")
        return found
    found = users.filter(is_staff=True).first()
    if found is None:
        raise CommandError("There is no administrator. Say who imports: --by USERNAME")
    return found


def found_team(slug):
    if not slug:
        return None
    team = Team.objects.filter(slug=slug).first()
    if team is None:
        raise CommandError(f"There is no team at “{slug}”.")
    return team
