"""Fields of forms as template tags: label, control, help and the error that belongs to it, tied together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from amends.web.tags import icon
from amends.web.zones import zone_groups

register = template.Library()
NOTHING: SafeString = mark_safe("")


@register.simple_tag(takes_context=True)
def field(
    context: Mapping[str, Any],
    name: str,
    label: str,
    *,
    kind: str = "text",
    value: object = None,
    hint: str = "",
    required: bool = False,
    most: int = 200,
    autocomplete: str = "off",
    placeholder: str = "",
) -> SafeString:
    """
    Draw one field. What was typed before a refusal stands in it again, and the refusal beside it.

    ``kept`` and ``problem`` come from the page: the last input, and the field it was refused for with the words.
    """
    typed = _typed(context, name, value)
    attributes = [
        ("type", kind),
        ("name", name),
        ("id", f"f-{name}"),
        ("value", "" if kind == "password" else typed),
        ("maxlength", most),
        ("autocomplete", autocomplete),
        ("placeholder", placeholder),
    ]
    flags = (mark_safe(" required") if required else NOTHING) + _invalid(context, name, hint)
    control = format_html("<input{}{}>", format_html_join("", ' {}="{}"', (a for a in attributes if a[1] != "")), flags)
    return _whole(context, name, label, control, hint)


@register.simple_tag(takes_context=True)
def text_field(
    context: Mapping[str, Any],
    name: str,
    label: str,
    *,
    value: object = None,
    hint: str = "",
    rows: int = 3,
    required: bool = False,
    most: int = 20_000,
) -> SafeString:
    """Draw a field for several lines."""
    flags = (mark_safe(" required") if required else NOTHING) + _invalid(context, name, hint)
    control = format_html(
        '<textarea name="{}" id="f-{}" rows="{}" maxlength="{}"{}>{}</textarea>',
        name,
        name,
        rows,
        most,
        flags,
        _typed(context, name, value),
    )
    return _whole(context, name, label, control, hint)


@register.simple_tag(takes_context=True)
def choice_field(
    context: Mapping[str, Any],
    name: str,
    label: str,
    options: Iterable[tuple[object, str]],
    *,
    value: object = None,
    hint: str = "",
    empty: str = "",
    required: bool = False,
) -> SafeString:
    """Draw a choice among ``options`` of (value, words); ``empty`` is what choosing nothing is called."""
    chosen = str(_typed(context, name, value))
    drawn = _options(([("", empty)] if empty else []) + [(str(key), words) for key, words in options], chosen)
    flags = (mark_safe(" required") if required else NOTHING) + _invalid(context, name, hint)
    control = format_html('<select name="{}" id="f-{}"{}>{}</select>', name, name, flags, drawn)
    return _whole(context, name, label, control, hint)


@register.simple_tag(takes_context=True)
def zone_field(
    context: Mapping[str, Any],
    label: str,
    *,
    value: object = None,
    hint: str = "",
    empty: str = "",
    guess: bool = False,
) -> SafeString:
    """Draw the choice of a time zone; with ``guess`` a script starts it at the browser's own."""
    chosen = str(_typed(context, "timezone", value))
    groups = format_html_join(
        "",
        '<optgroup label="{}">{}</optgroup>',
        ((heading, _options(zones, chosen)) for heading, zones in zone_groups(chosen)),
    )
    first = _options([("", empty)], chosen) if empty else NOTHING
    flags = (mark_safe(" data-guess-zone") if guess else NOTHING) + _invalid(context, "timezone", hint)
    control = format_html('<select name="timezone" id="f-timezone"{}>{}{}</select>', flags, first, groups)
    return _whole(context, "timezone", label, control, hint)


@register.simple_tag(takes_context=True)
def refusal_line(context: Mapping[str, Any], *fields: str) -> SafeString:
    """Draw what was refused and belongs to no field on the page; ``fields`` are those that show their own."""
    problem = context.get("problem")
    if not problem:
        return NOTHING
    lines = [(icon("alert"), words) for name, words in problem["fields"].items() if name not in fields]
    return format_html_join("", '<p class="refusal" role="alert">{}<span>{}</span></p>', lines)


def _typed(context: Mapping[str, Any], name: str, value: object) -> object:
    kept = context.get("kept") or {}
    typed = kept.get(name, value) if kept else value
    return "" if typed is None else typed


def _options(offered: Iterable[tuple[str, str]], chosen: str) -> SafeString:
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((key, mark_safe(" selected") if key == chosen else NOTHING, words) for key, words in offered),
    )


def _error(context: Mapping[str, Any], name: str) -> str:
    problem = context.get("problem")
    return str(problem["fields"].get(name, "")) if problem else ""


def _invalid(context: Mapping[str, Any], name: str, help_text: str) -> SafeString:
    described = [f"f-{name}-help"] if help_text else []
    if _error(context, name):
        return format_html(' aria-invalid="true" aria-describedby="{}"', " ".join([f"f-{name}-error", *described]))
    return format_html(' aria-describedby="{}"', described[0]) if described else NOTHING


def _whole(context: Mapping[str, Any], name: str, label: str, control: SafeString, help_text: str) -> SafeString:
    helped = format_html('<p class="field-help" id="f-{}-help">{}</p>', name, help_text) if help_text else NOTHING
    error = _error(context, name)
    refused = (
        format_html('<p class="field-error" id="f-{}-error">{}{}</p>', name, icon("alert"), error) if error else NOTHING
    )
    return format_html(
        '<div class="field"><label for="f-{}">{}</label>{}{}{}</div>', name, label, control, helped, refused
    )
