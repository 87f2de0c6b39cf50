from django.core.checks import Error, Tags, register
from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from reviews.slides import KINDS


@register(Tags.templates)
def check_slide_templates(app_configs, kinds=KINDS, **kwargs):
    """Every slide kind has the template of its name."""
    return [missing(kind) for kind in kinds if not has_template(kind)]


def has_template(kind):
    try:
        get_template(f"reviews/slides/{kind}.html")
    except TemplateDoesNotExist:
        return False
    return True


def missing(kind):
    return Error(
        f"The slide kind “{kind}” has no template.",
        hint=f"Write templates/reviews/slides/{kind}.html.",
        id="reviews.E001",
    )
