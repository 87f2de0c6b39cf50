from django.core.management.base import BaseCommand

from reviews.snapshot import schema


class Command(BaseCommand):
    help = "Write the JSON Schema of the current review format to static/schemas."
    requires_system_checks = ()

    def handle(self, **options):
        path = schema.file_path()
        path.parent.mkdir(exist_ok=True)
        path.write_text(schema.to_json(), encoding="utf-8")
        self.stdout.write(str(path))
