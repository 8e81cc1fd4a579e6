"""The components of the design system as tags; its filters stand in ui/words.py. See README.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from huzhu.kernel import money
from huzhu.kernel.errors import Refusal
from huzhu.kernel.text import is_english
from huzhu.ui import words
from huzhu.ui.tones import tone_of

register = template.Library()
register.filters.update(words.register.filters)
PARTS = "ui/parts/"
NOTHING = words.NOTHING


@register.simple_tag
def icon(name: str) -> SafeString:
    """`{% icon "users" %}`: a Tabler icon, silent for screen readers."""
    return format_html('<i class="ti ti-{}" aria-hidden="true"></i>', name)


@register.inclusion_tag(PARTS + "badge.html")
def badge(label: object, tone: object = "") -> dict[str, object]:
    """`{% badge obj.get_state_display obj.state %}`: label, and the state that gives the colour;
    or one of the tones good, wait, info, bad, neutral."""
    return {"label": label, "tone": tone_of(tone)}


@register.simple_tag
def state_badge(thing: Any, field: str = "state") -> SafeString:
    """`{% state_badge claim %}`: the badge of a model's choice field."""
    label = getattr(thing, f"get_{field}_display")()
    tone = tone_of(getattr(thing, field))
    return format_html('<span class="tag tag-{}">{}</span>', tone, label)


@register.inclusion_tag(PARTS + "alert.html")
def refusal_alert(refusal: Refusal | Mapping[str, Any] | None) -> dict[str, object]:
    """`{% refusal_alert refusal %}`: what happened and what to do; a Refusal, or its `to_json`.
    Nothing for None."""
    texts = refusal.to_json() if isinstance(refusal, Refusal) else dict(refusal or {})
    tail = "en" if is_english(words.language()) else "zh"
    return _alert(texts.get(tail, ""), "bad", texts.get(f"remedy_{tail}", ""))


@register.inclusion_tag(PARTS + "alert.html")
def alert(what: object, tone: str = "info", remedy: object = "") -> dict[str, object]:
    """`{% alert text "warn" remedy %}`: tones good, info, warn, bad."""
    return _alert(what, tone, remedy)


def _alert(what: object, tone: str, remedy: object) -> dict[str, object]:
    marks = {"good": "circle-check", "warn": "alert-triangle", "bad": "alert-triangle"}
    return {"what": what, "remedy": remedy, "tone": tone, "mark": marks.get(tone, "info-circle")}


@register.inclusion_tag(PARTS + "empty.html")
def empty(
    title: object, text: object = "", url: str = "", action: object = "", sign: str = "inbox"
) -> dict[str, object]:
    """`{% empty title text url action %}`: nothing is here, and what to do about it."""
    return locals()


# --- figures ----------------------------------------------------------------------------------


@register.inclusion_tag(PARTS + "progress.html")
def progress(done: int, total: int, label: object = "") -> dict[str, object]:
    """`{% progress done total label %}`: how far long work has come; of 0, that it goes on."""
    return {"done": done, "total": int(total), "label": label}


@register.inclusion_tag(PARTS + "meter.html")
def meter(
    have: Fraction | int, of: Fraction | int, label: object, needed: Fraction | int | None = None
) -> dict[str, object]:
    """`{% meter have of label needed %}`: a part of a whole against what is needed of it."""
    share = Fraction(have) / Fraction(of) if of else Fraction(0)
    goal = Fraction(needed) / Fraction(of) if of and needed is not None else None
    return {
        "value": _tenths(min(share, Fraction(1))),
        "text": money.percent(share, 1),
        "label": label,
        "goal": None if goal is None else _tenths(min(goal, Fraction(1))),
        "goal_text": None if goal is None else money.percent(goal, 1),
        "is_enough": goal is None or share >= goal,
    }


def _tenths(share: Fraction) -> str:
    """A ratio in per cent with one place, as an attribute writes it."""
    return money.percent(share, 1).rstrip("%")


@register.inclusion_tag(PARTS + "stat.html")
def stat(
    label: object, value: object, note: object = "", url: str = "", tone: str = "", sign: str = ""
) -> dict[str, object]:
    """`{% stat label value note url tone="bad" sign="users" %}`: one figure, in a
    `<div class="stats">`."""
    given = locals()
    return {**given, "tone": tone_of(tone) if tone else ""}


@register.inclusion_tag(PARTS + "timeline.html")
def timeline(steps: Iterable[Mapping[str, Any]]) -> dict[str, object]:
    """`{% timeline steps %}`: dictionaries of title, who, at, text, icon and state (done, now,
    next, bad)."""
    return {"steps": steps}


# --- boxes, lists, tables ---------------------------------------------------------------------


@register.simple_block_tag(takes_context=True)
def card(
    context: template.Context,
    content: SafeString,
    title: object = "",
    note: object = "",
    url: str = "",
    action: object = "",
    flush: bool = False,
    id: str = "",
) -> SafeString:
    """`{% card title=… note=… url=… action=… flush=True id=… %}…{% endcard %}`: a box with a
    head; `flush` for a table that reaches its edges."""
    given = {"content": content, "title": title, "note": note, "url": url, "action": action}
    return _part("card.html", {**given, "flush": flush, "id": id})


@register.simple_block_tag
def table(content: SafeString, caption: object = "", cards: bool = False) -> SafeString:
    """`{% table caption=… %}<thead>…<tbody>…{% endtable %}`: dense, head that stays, scrolling in
    its own box; with `cards=True` rows become cards on a phone (cells carry `data-label`)."""
    return _part("table.html", {"content": content, "caption": caption, "cards": cards})


@register.simple_block_tag
def facts(content: SafeString, columns: int = 1) -> SafeString:
    """`{% facts columns=2 %}{% fact label value %}…{% endfacts %}`: a list of what is known."""
    return format_html('<dl class="facts facts-{}">{}</dl>', columns, content)


@register.simple_tag
def fact(label: object, value: object) -> SafeString:
    """One line of `facts`; a dash where there is nothing."""
    return format_html("<div><dt>{}</dt><dd>{}</dd></div>", label, words.or_dash(value))


@register.simple_tag
def crumb(label: object, url: str = "") -> SafeString:
    """`{% crumb label url %}` in the block `crumbs`; without address for the page itself."""
    if url:
        return format_html('<li><a href="{}">{}</a></li>', url, label)
    return format_html('<li aria-current="page">{}</li>', label)


@register.inclusion_tag(PARTS + "pagination.html", takes_context=True)
def pagination(context: template.Context, page: Any, name: str = "page") -> dict[str, object]:
    """`{% pagination page %}` of a kernel.pagination.Page; keeps what else stands in the
    address. `name` is the parameter's."""
    return {
        "page": page,
        "previous": _address(context, **{name: page.number - 1}),
        "next": _address(context, **{name: page.number + 1}),
    }


@register.simple_tag(takes_context=True)
def address(context: template.Context, **changes: object) -> str:
    """`{% address export="xlsx" page=None %}`: this page's address with parameters changed."""
    return _address(context, **changes)


@register.simple_tag(takes_context=True)
def query_string(context: template.Context, **changes: object) -> str:
    """`{% query_string page=None %}`: only the part from the question mark on."""
    return _address(context, **changes).removeprefix(context["request"].path)


@register.simple_tag(takes_context=True)
def sort_head(context: template.Context, label: object, key: str, name: str = "sort") -> SafeString:
    """`<th>{% sort_head label "name" %}</th>`: a heading that sorts; "-name" is downwards."""
    current = context["request"].GET.get(name, "")
    mark = {key: "▲", f"-{key}": "▼"}.get(current, "")
    target = f"-{key}" if current == key else key
    address = _address(context, **{name: target, "page": None})
    return format_html('<a class="sort" href="{}">{} <span>{}</span></a>', address, label, mark)


def _address(context: template.Context, **changes: object) -> str:
    request = context["request"]
    parameters = request.GET.copy()
    for name, value in changes.items():
        if value is None:
            parameters.pop(name, None)
        else:
            parameters[name] = str(value)
    query = parameters.urlencode()
    return f"{request.path}?{query}" if query else request.path


# --- forms ------------------------------------------------------------------------------------


@register.inclusion_tag(PARTS + "filter_bar.html", takes_context=True)
def filter_bar(context: template.Context, form: Any) -> dict[str, object]:
    """`{% filter_bar form %}`: a form bound to `request.GET`; what is chosen lives in the
    address."""
    request = context["request"]
    chosen = any(request.GET.get(form.add_prefix(name)) for name in form.fields)
    return {"form": form, "is_filtered": chosen, "path": request.path}


@register.inclusion_tag(PARTS + "field.html")
def field(bound: BoundField) -> dict[str, object]:
    """`{% field form.name %}`: label, control, help and error, tied together."""
    widget = bound.field.widget
    return {
        "bound": bound,
        "is_check": isinstance(widget, CheckboxInput),
        "is_group": isinstance(widget, RadioSelect | CheckboxSelectMultiple),
        "described": _described_by(bound),
    }


@register.inclusion_tag(PARTS + "form_fields.html")
def form_fields(form: Any) -> dict[str, object]:
    """`{% form_fields form %}`: what is wrong with the whole, then every field in order."""
    return {"form": form}


@register.inclusion_tag(PARTS + "dropzone.html")
def dropzone(bound: BoundField) -> dict[str, object]:
    """`{% dropzone form.file %}`: a place to drop a file on; works without a mouse too."""
    return {"bound": bound}


@register.simple_tag
def control(bound: BoundField) -> SafeString:
    """The bare control of a field, with its class and what describes it."""
    widget = bound.field.widget
    kind = "form-select" if isinstance(widget, Select) else "form-control"
    if isinstance(widget, CheckboxInput):
        kind = "form-check-input"
    attributes = {"class": f"{widget.attrs.get('class', '')} {kind}".strip()}
    if described := _described_by(bound):
        attributes["aria-describedby"] = described
    if bound.errors:
        attributes["aria-invalid"] = "true"
    return bound.as_widget(attrs=attributes)


@register.inclusion_tag(PARTS + "post_button.html", takes_context=True)
def post_button(
    context: template.Context,
    url: str,
    label: object,
    tone: str = "primary",
    sign: str = "",
    confirm: object = "",
    key: str = "",
    **values: object,
) -> dict[str, object]:
    """`{% post_button url label tone sign confirm key name=value %}`: a form of one button.

    `tone` primary, ink, danger or link; `confirm` asks first; `key` is a letter that presses it;
    any further names travel as hidden fields.
    """
    return {
        "csrf_token": context.get("csrf_token"),
        "url": url,
        "label": label,
        "tone": tone,
        "sign": sign,
        "confirm": confirm,
        "key": key,
        "values": values.items(),
    }


@register.simple_tag(takes_context=True)
def typed(context: template.Context, name: str) -> str:
    """`{% typed "reason" %}`: what was typed there before the program refused; else nothing."""
    request = context.get("request")
    kept = getattr(request, "typed", None)
    return kept.get(name, "") if kept else ""


# --- the shell --------------------------------------------------------------------------------


@register.inclusion_tag(PARTS + "language.html", takes_context=True)
def language_switch(context: template.Context) -> dict[str, object]:
    """`{% language_switch %}`: the other language, on the same page."""
    return {"request": context.get("request"), "csrf_token": context.get("csrf_token")}


@register.simple_tag(takes_context=True)
def repeat_block(context: template.Context, name: str) -> SafeString:
    """`{% repeat_block "title" %}`: a block's content once more, at another place."""
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    block = blocks.get_block(name) if blocks else None
    return block.render(context) if block else mark_safe("")


def _described_by(bound: BoundField) -> str:
    parts = []
    if bound.help_text:
        parts.append(f"{bound.auto_id}_help")
    if bound.errors:
        parts.append(f"{bound.auto_id}_error")
    return " ".join(parts)


def _part(name: str, values: dict[str, object]) -> SafeString:
    return mark_safe(template.loader.render_to_string(PARTS + name, values))
