"""Running a draft over claims: asking for it, how far it has come, and what came out."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from huzhu.claims.queries import claim_years
from huzhu.console.access import officer_view
from huzhu.console.terms.drafting import head
from huzhu.console.terms.forms import ClaimsFileForm, YearsForm
from huzhu.kernel.references import check_reference
from huzhu.plans import actions, queries
from huzhu.plans.enums import ReplayState

GROUPS = (
    ("age", gettext_lazy("By age")),
    ("sex", gettext_lazy("By sex")),
    ("plan", gettext_lazy("By the plan")),
    ("organisation", gettext_lazy("By organisation")),
)
KEYS = {
    "F": gettext_lazy("Female"),
    "M": gettext_lazy("Male"),
    "?": gettext_lazy("Not known"),
}
WORKING = (ReplayState.WAITING, ReplayState.RUNNING)
MOST_ROWS = 30


@officer_view()
@require_safe
def ask(request: HttpRequest, ref: str) -> HttpResponse:
    """Which claims, and the replays there are already."""
    found = queries.draft_by_ref(request.scope, ref)
    years = claim_years(request.scope, found.plan_code)
    context = {
        **head(request, found, "replay"),
        "years": years,
        "years_form": YearsForm(request.typed or None, years=years),
        "file_form": ClaimsFileForm(),
        "replays": list(queries.replays_of(request.scope, found)[:MOST_ROWS]),
        "is_readable": queries.readable(queries.current_revision(request.scope, found).text)
        is not None,
    }
    return render(request, "console/terms/replay_ask.html", context)


@officer_view(again=ask)
@require_POST
def claims(request: HttpRequest, ref: str) -> HttpResponse:
    found = queries.draft_by_ref(request.scope, ref)
    form = YearsForm(request.POST, years=claim_years(request.scope, found.plan_code))
    if not form.is_valid():
        return redirect("console:draft_replay", ref=ref)
    replay = actions.ask_replay(
        by=request.officer, at=request.at, draft_ref=ref, **form.cleaned_data
    )
    return redirect("console:replay", ref=replay.ref)


@officer_view(again=ask)
@require_POST
def file(request: HttpRequest, ref: str) -> HttpResponse:
    queries.draft_by_ref(request.scope, ref)
    form = ClaimsFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return redirect("console:draft_replay", ref=ref)
    sent = form.cleaned_data["file"]
    replay = actions.ask_replay_of_file(
        by=request.officer,
        at=request.at,
        draft_ref=ref,
        file_name=sent.name,
        content=sent.read(),
    )
    return redirect("console:replay", ref=replay.ref)


@officer_view()
@require_safe
def report(request: HttpRequest, ref: str) -> HttpResponse:
    replay = queries.replay_by_ref(request.scope, ref)
    context = {
        **head(request, replay.draft, "replay"),
        "replay": replay,
        "is_working": replay.state in WORKING,
        **(_shown(replay.report, request.lang) if replay.report else {}),
    }
    return render(request, "console/terms/replay.html", context)


@officer_view()
@require_safe
def state(request: HttpRequest, ref: str) -> HttpResponse:
    """The progress, asked for every second; the whole page again once the work is done."""
    replay = queries.replay_by_ref(request.scope, ref)
    if replay.state not in WORKING:
        return HttpResponse(headers={"HX-Refresh": "true"})
    context = {"replay": replay, "is_working": True}
    return render(request, "console/terms/replay_state.html", context)


def _shown(report: dict[str, Any], language: str) -> dict[str, Any]:
    """A stored report (ReplayReport.to_json()) as tables."""
    tail = "en" if language == "en" else "zh"
    groups = report.get("groups") or {}
    return {
        "report": report,
        "totals": _totals(report),
        "groups": [
            (label, [_row(row) for row in groups[key][:MOST_ROWS]])
            for key, label in GROUPS
            if len(groups.get(key) or ()) > 1
        ],
        "distribution": _bars(report.get("distribution") or []),
        "largest": [
            {
                **item,
                "difference_fen": (item.get("b_fen") or 0) - (item.get("a_fen") or 0),
                "url": _claim_url(str(item.get("claim", ""))),
                "explained_a": item.get(f"explained_a_{tail}", ""),
                "explained_b": item.get(f"explained_b_{tail}", ""),
            }
            for item in report.get("largest") or []
        ],
    }


def _totals(report: dict[str, Any]) -> list[dict[str, Any]]:
    """One line a figure, with what it is under both editions."""
    a, b = report["a"], report.get("b")
    counts = (("paid", _("Paid")), ("refused", _("Nothing is paid")), ("referred", _("Referred")))
    sums = (
        ("amount_fen", _("Total")),
        ("mean_fen", _("Mean")),
        ("median_fen", _("Median")),
        ("p90_fen", _("Nine in ten at most")),
        ("p99_fen", _("Ninety-nine in a hundred at most")),
        ("largest_fen", _("Largest")),
    )
    return [
        {"label": label, "a": a[key], "b": b[key] if b else None, "is_money": key.endswith("_fen")}
        for key, label in (*counts, *sums)
        if key in a
    ]


def _row(row: dict[str, Any]) -> dict[str, Any]:
    b = row.get("b_fen")
    label = KEYS.get(row["key"], row["key"])
    return {**row, "label": label, "difference_fen": None if b is None else b - row["a_fen"]}


def _class_label(row: dict[str, Any]) -> str:
    above, up_to = row["above_fen"], row["up_to_fen"]
    if above is None:
        return _("Nothing")
    if up_to is None:
        return _("Above {yuan}").format(yuan=f"{above // 100:,}")
    return f"{above // 100:,}–{up_to // 100:,}"


def _bars(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Classes of amounts; `share_…` is in per cent of the fullest class, for a bar."""
    most = max((max(row.get("a") or 0, row.get("b") or 0) for row in rows), default=0) or 1
    return [
        {
            **row,
            "label": _class_label(row),
            "share_a": 100 * (row.get("a") or 0) // most,
            "share_b": 100 * (row.get("b") or 0) // most,
        }
        for row in rows
    ]


def _claim_url(ref: str) -> str:
    """A claim on file can be opened; one of a file cannot."""
    is_claim = ref.startswith("C") and check_reference(ref)
    return reverse("console:claim", args=[ref]) if is_claim else ""
